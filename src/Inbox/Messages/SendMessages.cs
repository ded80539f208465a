using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// Sends what the outbox holds: in order for each conversation, the next only when the one before has an outcome, and never one twice. That a request
/// goes out is committed before it does; if its outcome is lost, by a crash or a timeout, the message is unknown and stays so until a receipt tells.
/// </summary>
internal sealed class SendMessages(
    SendingPace pace,
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
        if (await pace.ClaimAsync(clock.GetUtcNow(), ct) is not { } message)
            return false;
        // A moment, and not given up when the server stops: the message is claimed.
        if (message.SendAt - clock.GetUtcNow() is { Ticks: > 0 } wait)
            await Task.Delay(wait, clock, CancellationToken.None);
        var outcome = await SendAsync(message, ct);
        // What was sent must be noted even while the server stops.
        await NoteAsync(message, outcome, CancellationToken.None);
        return true;
    }

    private async Task<SendOutcome> SendAsync(ClaimedMessage message, CancellationToken ct)
    {
        if (await numbers.FindAsync(message.PhoneNumberId, ct) is not { IsActive: true, AccessToken: { } token })
            return new SendOutcome.Refused(GraphCodes.AccessToken, Subcode: null, "The number is switched off or has no access token.", HttpStatus: 0);
        return await graph.SendAsync(new GraphNumber(message.PhoneNumberId, token), JsonNode.Parse(message.Payload)!, CancellationToken.None);
    }

    private async Task NoteAsync(ClaimedMessage claimed, SendOutcome outcome, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(claimed.OrganizationId);
        var db = scope.ServiceProvider.GetRequiredService<InboxDbContext>();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var message = await LockMessage.ByIdAsync(db, claimed.Id, ct);
        var now = clock.GetUtcNow();
        var held = outcome is SendOutcome.RetryLater hasty ? await SendingPace.HoldAsync(db, message!, claimed.NumberId, hasty, now, ct) : null;
        Apply(message!, outcome, claimed.Attempts, held);
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
        if (held is { } until)
            Log.Held(logger, CodeOf(outcome), claimed.NumberId, until);
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

    private void Apply(Message message, SendOutcome outcome, int attempts, DateTimeOffset? held)
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
                message.DueAt = held ?? next;
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
}
