using System.Threading.Channels;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A body with a good signature.</summary>
internal sealed record ReceivedWebhook(byte[] Body, WebhookEnvelope Envelope, IReadOnlyDictionary<string, KnownNumber> Numbers)
{
    public bool MakesSense => Envelope.Sense == WebhookSense.Understood;

    /// <summary>What there is to apply; updates of numbers that are not ours stay in the stored body.</summary>
    public IEnumerable<WebhookUpdateReceived> Updates(DateTimeOffset now)
    {
        foreach (var update in Envelope.Updates)
        {
            if (OwnerOf(update) is { } number)
                yield return new(number.OrganizationId, update.LaneKey, update.Kind, update.Field, update.PhoneNumberId, update.Json, now);
        }
    }

    private KnownNumber? OwnerOf(WebhookUpdate update) => update.PhoneNumberId is { } id ? Numbers.GetValueOrDefault(id) : null;
}

/// <summary>
/// Stores webhooks durably before they are answered. What arrives together is committed together: while one commit is under way the next requests
/// gather, so that a burst of a thousand costs a few dozen commits, not a thousand.
/// </summary>
internal sealed class WebhookIntake(NpgsqlDataSource dataSource, EventBulkWriter events, TimeProvider clock) : BackgroundService
{
    private const int AtOnce = 100;
    private const int Waiting = 10_000;

    private readonly Channel<Waiter> _queue = Channel.CreateBounded<Waiter>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>Returns once the webhook is on disk.</summary>
    public async Task StoreAsync(ReceivedWebhook webhook, CancellationToken ct)
    {
        var waiter = new Waiter(webhook);
        await _queue.Writer.WriteAsync(waiter, ct);
        await waiter.Stored.Task.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiter>(AtOnce);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < AtOnce && _queue.Reader.TryRead(out var waiter))
                    batch.Add(waiter);
                await CommitAsync(batch, stoppingToken);
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
            foreach (var waiter in batch)
                waiter.Stored.TrySetCanceled(CancellationToken.None);
            while (_queue.Reader.TryRead(out var waiter))
                waiter.Stored.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task CommitAsync(List<Waiter> batch, CancellationToken ct)
    {
        try
        {
            await WriteAsync([.. batch.Select(w => w.Webhook)], ct);
            foreach (var waiter in batch)
                waiter.Stored.TrySetResult();
        }
        catch (Exception) when (batch.Count > 1 && !ct.IsCancellationRequested)
        {
            // One of them may be the cause: each for itself, so that the others are stored.
            foreach (var waiter in batch)
                await CommitAsync([waiter], ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The request answers for it: 503 or 500, and Meta sends the webhook again.
            batch[0].Stored.TrySetException(failure);
        }
    }

    private async Task WriteAsync(ReceivedWebhook[] webhooks, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (
            var insert = new NpgsqlCommand(
                "insert into inbox.webhooks (id, received_at, body, state) select * from unnest($1, $2, $3, $4)",
                connection,
                transaction
            )
        )
        {
            insert.Parameters.Add(Column(webhooks.Select(_ => SequentialGuid.Next(now)), NpgsqlDbType.Uuid));
            insert.Parameters.Add(Column(webhooks.Select(_ => now), NpgsqlDbType.TimestampTz));
            insert.Parameters.Add(Column(webhooks.Select(w => w.Body), NpgsqlDbType.Bytea));
            insert.Parameters.Add(Column(webhooks.Select(w => w.MakesSense ? "accepted" : "dead"), NpgsqlDbType.Text));
            await insert.ExecuteNonQueryAsync(ct);
        }
        var announce = await events.WriteAsync([.. webhooks.SelectMany(w => w.Updates(now))], connection, transaction, ct);
        await transaction.CommitAsync(ct);
        announce();
    }

    private static NpgsqlParameter Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private sealed record Waiter(ReceivedWebhook Webhook)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
