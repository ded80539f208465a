using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Changes a department; without <c>member_ids</c> its people stay.</summary>
internal static class ChangeDepartment
{
    internal static async Task<IResult> Handle(
        Guid id,
        CreateDepartment.Request request,
        InboxDbContext db,
        DbSession session,
        Members members,
        DepartmentViews views,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockDepartmentAsync(id, ct) is not { } department)
            return Errors.Department.NotFound(id);
        var before = new { department.Name, department.Description };
        (department.Name, department.Description, department.UpdatedAt) = (request.Name.Trim(), request.Description?.Trim(), clock.GetUtcNow());
        if (await db.SaveAsync(ct) is not null)
            return Errors.Department.NameTaken(department.Name);
        if (before != new { department.Name, department.Description })
            await audit.WriteAsync("department.changed", $"department:{id}", new { From = before, To = new { department.Name, department.Description } }, ct);
        if (request.MemberIds is { } ids && await members.SetAsync(department, ids, ct) is { } refusal)
            return refusal;
        var view = await views.FindAsync(id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }

    /// <summary>Holds a department, so that changes of it and of its queues take turns; conversations may go on coming to it.</summary>
    internal static async Task<Department?> LockDepartmentAsync(this InboxDbContext db, Guid id, CancellationToken ct) =>
        (
            await db
                .Departments.FromSql($"select * from inbox.departments where organization_id = {db.TenantId} and id = {id} for no key update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
}
