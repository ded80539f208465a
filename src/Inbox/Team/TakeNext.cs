using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Gives the caller the conversation that has waited longest in a queue of theirs; 204 when none waits.</summary>
internal static class TakeNext
{
    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, DbSession session, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Queues.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, ct) is not { } queue)
            return Errors.Queue.NotFound(id);
        if (!user.ManagesAll && !await db.DepartmentMembers.AnyAsync(m => m.DepartmentId == queue.DepartmentId && m.UserId == user.UserId, ct))
            return Errors.Queue.NotYours(id);
        await using var work = await session.BeginAsync(ct);
        // Who comes at the same moment is given the next one instead of waiting for this one.
        var waiting = await db
            .Conversations.FromSql(
                $"""
                select * from inbox.conversations
                where organization_id = {db.TenantId} and queue_id = {id} and status = 'pending' and assigned_to is null
                order by waiting_since nulls first, id limit 1 for no key update skip locked
                """
            )
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        if (waiting is not [var conversation])
            return TypedResults.NoContent();
        conversation.AssignTo(user.UserId, clock.GetUtcNow());
        db.Publish(new ConversationAssigned(conversation.OrganizationId, conversation.Id, user.UserId, PreviousUserId: null, user.UserId));
        await db.SaveChangesAsync(ct);
        var taken = await ConversationSummary.Of(db, db.Conversations.Where(c => c.Id == conversation.Id)).SingleAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(taken);
    }
}
