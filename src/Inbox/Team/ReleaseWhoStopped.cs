using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Whoever may not answer customers any more has no conversations any more: each goes to its queue again, or waits in its department.</summary>
internal sealed class ReleaseWhoStopped(InboxDbContext db, DbSession session, Assignment assignment, IUserDirectory users, IAuditLog audit)
    : IEventHandler<UserStoppedWorking>
{
    public async Task HandleAsync(UserStoppedWorking domainEvent, CancellationToken ct)
    {
        var userId = domainEvent.UserId;
        // Let in again before this was done: what they have stays theirs.
        if (await users.FindAsync([userId], ct) is [{ CanWork: true }])
            return;
        await using var work = await session.BeginAsync(ct);
        var held = await HeldAsync(userId, ct);
        foreach (var conversation in held.OrderBy(c => c.LastMessageAt).ThenBy(c => c.Id))
            await assignment.HandOverAsync(conversation, new Handing(ReleaseConversations.Reason, Without: userId), ct);
        if (held.Count > 0)
            await audit.WriteAsync("user.conversations_released", $"user:{userId}", new { released = held.Count }, ct);
        await work.CommitAsync(ct);
    }

    // All of them before the first is given away, as when a department releases somebody.
    private Task<List<Conversation>> HeldAsync(long userId, CancellationToken ct) =>
        db
            .Conversations.FromSql(
                $"""
                select * from inbox.conversations
                where organization_id = {db.TenantId} and assigned_to = {userId} and status <> 'closed' and merged_into_id is null
                order by id for no key update
                """
            )
            .IgnoreQueryFilters()
            .ToListAsync(ct);
}
