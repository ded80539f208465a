using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Closes a department that has no queues and no conversations under way any more; conversations that are closed lose it.</summary>
internal static class DeleteDepartment
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, DbSession session, IAuditLog audit, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        // Nothing comes to it from here on.
        var locked = await db
            .Departments.FromSql($"select * from inbox.departments where organization_id = {db.TenantId} and id = {id} for update")
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        if (locked is not [var department])
            return Errors.Department.NotFound(id);
        var queues = await db.Queues.CountAsync(q => q.DepartmentId == id, ct);
        var conversations = await db.Conversations.CountAsync(c => c.DepartmentId == id && c.Status != ConversationStatus.Closed, ct);
        if (queues + conversations > 0)
            return Errors.Department.InUse(queues, conversations);
        db.Remove(department);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("department.deleted", $"department:{id}", new { department.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
