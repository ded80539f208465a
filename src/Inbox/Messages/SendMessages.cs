using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// Sends what the outbox holds: in order for each conversation, the next only when the one before has an outcome, and never one twice. That a request
/// goes out is committed before it does; if its outcome is lost, by a crash or a timeout, the message is unknown and stays so until a receipt tells.
/// </summary>
internal sealed class SendMessages(
    NpgsqlDataSource dataSource,
    IServiceScopeFactory scopes,
    GraphClient graph,
    NumberDirectory numbers,
    IOptions<SendingOptions> options,
    TimeProvider clock,
    Wakeups wakeups,
    ILogger<SendMessages> logger
) : PeriodicWorker(TimeSpan.FromSeconds(1), wakeups, logger, Topics.Outgoing, options.Value.Parallelism)
{
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } message)
            return false;
        var outcome = await SendAsync(message, ct);
        // What was sent must be noted even while the server stops.
        await NoteAsync(message, outcome, CancellationToken.None);
        return true;
    }

    private async Task<SendOutcome> SendAsync(Claimed message, CancellationToken ct)
    {
        if (await numbers.FindAsync(message.PhoneNumberId, ct) is not { IsActive: true, AccessToken: { } token })
            return new SendOutcome.Refused(GraphCodes.AccessToken, Subcode: null, "The number is switched off or has no access token.", HttpStatus: 0);
        return await graph.SendAsync(new GraphNumber(message.PhoneNumberId, token), JsonNode.Parse(message.Payload)!, CancellationToken.None);
    }

    private async Task NoteAsync(Claimed claimed, SendOutcome outcome, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(claimed.OrganizationId);
        var db = scope.ServiceProvider.GetRequiredService<InboxDbContext>();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var message = await LockMessage.ByIdAsync(db, claimed.Id, ct);
        Apply(message!, outcome, claimed.Attempts);
        if (message!.Status != MessageStatus.Queued)
            db.Publish(
                new MessageStatusChanged(
                    message.OrganizationId,
                    message.ConversationId,
                    message.Id,
                    JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Status.ToString())
                )
            );
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        Tell(message.Id, outcome, claimed.Attempts);
    }

    private void Tell(Guid messageId, SendOutcome outcome, int attempts)
    {
        if (outcome is SendOutcome.Accepted)
            Log.Sent(logger, messageId, nameof(SendOutcome.Accepted), attempts);
        else
            Log.NotSent(logger, messageId, outcome.GetType().Name, CodeOf(outcome), attempts);
    }

    private static int CodeOf(SendOutcome outcome) =>
        outcome switch
        {
            SendOutcome.Refused refused => refused.Code,
            SendOutcome.RetryLater later => later.Code,
            _ => 0,
        };

    private void Apply(Message message, SendOutcome outcome, int attempts)
    {
        var now = clock.GetUtcNow();
        message.SendingSince = null;
        switch (outcome)
        {
            case SendOutcome.Accepted accepted:
                message.Wamid ??= accepted.Wamid;
                message.Become(MessageStatus.Sent, now);
                break;
            case SendOutcome.RetryLater later when SendSchedule.Next(attempts, outcome, now, Random.Shared.NextDouble()) is { } next:
                message.Become(MessageStatus.Queued, now, new { later.Code, later.Reason });
                message.DueAt = next;
                break;
            case SendOutcome.RetryLater later:
                message.Become(MessageStatus.Failed, now, new { later.Code, later.Reason });
                break;
            case SendOutcome.Refused refused:
                message.Become(
                    MessageStatus.Failed,
                    now,
                    new
                    {
                        refused.Code,
                        refused.Subcode,
                        refused.Details,
                    }
                );
                break;
            case SendOutcome.Unknown unknown:
                message.Become(MessageStatus.Unknown, now, new { unknown.Reason });
                break;
        }
    }

    private async Task<Claimed?> ClaimAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select id, organization_id, attempts, payload, phone_number_id from inbox.claim_message($1)");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Claimed(reader.GetGuid(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4))
            : null;
    }

    private sealed record Claimed(Guid Id, long OrganizationId, int Attempts, string Payload, string PhoneNumberId);
}
