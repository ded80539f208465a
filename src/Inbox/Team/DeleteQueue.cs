using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Closes a queue that has no conversations under way any more; its department's oldest other one becomes the default when it was that.</summary>
internal static class DeleteQueue
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, DbSession session, IAuditLog audit, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockQueueAsync(id, ct) is not { } queue)
            return Errors.Queue.NotFound(id);
        if (await db.Conversations.CountAsync(c => c.QueueId == id && c.Status != ConversationStatus.Closed, ct) is > 0 and var conversations)
            return Errors.Queue.InUse(conversations);
        db.Remove(queue);
        await db.SaveChangesAsync(ct);
        var next = await db.Queues.Where(q => q.DepartmentId == queue.DepartmentId).OrderBy(q => q.CreatedAt).ThenBy(q => q.Id).FirstOrDefaultAsync(ct);
        if (queue.IsDefault && next is not null)
        {
            next.IsDefault = true;
            await db.SaveChangesAsync(ct);
        }
        await audit.WriteAsync("queue.deleted", $"queue:{id}", new { queue.Name, queue.DepartmentId }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
