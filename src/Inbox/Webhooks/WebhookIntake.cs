using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A body with a good signature.</summary>
internal sealed record ReceivedWebhook(
    byte[] Body,
    WebhookEnvelope Envelope,
    IReadOnlyDictionary<string, KnownNumber> Numbers,
    ILookup<string, KnownNumber> Accounts
)
{
    public bool MakesSense => Envelope.Sense == WebhookSense.Understood;

    /// <summary>What there is to apply; updates of numbers that are not ours stay in the stored body.</summary>
    public IEnumerable<WebhookUpdateReceived> Updates(DateTimeOffset now)
    {
        foreach (var update in Envelope.Updates)
        {
            foreach (var organizationId in OwnersOf(update))
                yield return new(organizationId, update.LaneKey, update.Kind, update.Field, update.PhoneNumberId, update.Json, now, update.BusinessAccountId);
        }
    }

    // News of an account concern everybody who has a number of it.
    private IEnumerable<long> OwnersOf(WebhookUpdate update)
    {
        if (update.PhoneNumberId is { } id)
            return Numbers.GetValueOrDefault(id) is { } number ? [number.OrganizationId] : [];
        return update.BusinessAccountId is { } account ? Accounts[account].Select(n => n.OrganizationId).Distinct() : [];
    }
}

/// <summary>
/// Stores webhooks durably before they are answered, those that arrive together in one commit. A failure is answered 503 or 500, and Meta sends the
/// webhook again.
/// </summary>
internal sealed class WebhookIntake(NpgsqlDataSource dataSource, EventBulkWriter events, TimeProvider clock) : GroupWriter<ReceivedWebhook>
{
    /// <summary>Returns once the webhook is on disk.</summary>
    public Task StoreAsync(ReceivedWebhook webhook, CancellationToken ct) => AddAsync(webhook, ct);

    protected override async Task WriteAsync(IReadOnlyList<ReceivedWebhook> items, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // One round trip, and one transaction: a batch is.
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(
            new("insert into inbox.webhooks (id, received_at, body, state) select * from unnest($1, $2, $3, $4)")
            {
                Parameters =
                {
                    Column(items.Select(_ => SequentialGuid.Next(now)), NpgsqlDbType.Uuid),
                    Column(items.Select(_ => now), NpgsqlDbType.TimestampTz),
                    Column(items.Select(w => w.Body), NpgsqlDbType.Bytea),
                    Column(items.Select(w => w.MakesSense ? "accepted" : "dead"), NpgsqlDbType.Text),
                },
            }
        );
        var announce = events.AddTo(batch, [.. items.SelectMany(w => w.Updates(now))]);
        await batch.ExecuteNonQueryAsync(ct);
        announce();
    }

    private static NpgsqlParameter Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
