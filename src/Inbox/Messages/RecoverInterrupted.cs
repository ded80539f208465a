using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// A server that died while it was sending leaves messages whose outcome nobody knows. They are not sent again, since Meta may have them; they become
/// unknown, and the receipts that follow tell what became of them.
/// </summary>
internal sealed class RecoverInterrupted(
    IServiceScopeFactory scopes,
    IOptions<SendingOptions> options,
    TimeProvider clock,
    Wakeups wakeups,
    ILogger<RecoverInterrupted> logger
) : PeriodicWorker(TimeSpan.FromSeconds(5), wakeups, logger)
{
    private readonly Wakeups _wakeups = wakeups;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InboxDbContext>();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var now = clock.GetUtcNow();
        var since = now - options.Value.InterruptedAfter;
        var message = await db
            .Messages.FromSql(
                $"select * from inbox.messages where status = 'sending' and sending_since < {since} order by sending_since limit 1 for update skip locked"
            )
            .IgnoreQueryFilters()
            .SingleOrDefaultAsync(ct);
        if (message is null)
            return false;

        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(message.OrganizationId);
        message.SendingSince = null;
        message.Become(MessageStatus.Unknown, now, new { reason = "interrupted while sending" });
        db.Publish(new MessageStatusChanged(message.OrganizationId, message.ConversationId, message.Id, "unknown"));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        Log.Interrupted(logger, message.Id);
        _wakeups.Raise(Topics.Outgoing);
        return true;
    }
}
