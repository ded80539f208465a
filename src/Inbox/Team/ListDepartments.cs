using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>The departments and their people, by name.</summary>
internal static class ListDepartments
{
    internal static async Task<IResult> Handle(Slice slice, InboxDbContext db, DepartmentViews views, CancellationToken ct)
    {
        var departments = await db.Departments.AsNoTracking().OrderBy(d => d.Name).ThenBy(d => d.Id).Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct);
        return TypedResults.Ok(await views.OfAsync(departments, ct));
    }
}

/// <summary>One department and its people.</summary>
internal static class ShowDepartment
{
    internal static async Task<IResult> Handle(Guid id, DepartmentViews views, CancellationToken ct) =>
        await views.FindAsync(id, ct) is { } department ? TypedResults.Ok(department) : Errors.Department.NotFound(id);
}
