using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Tasks;

/// <summary>GET /mobile/tasks/{id}: one task the caller may see.</summary>
internal static class ShowTask
{
    internal static async Task<IResult> Handle(RecordKey id, CurrentUser user, CrmDbContext db, CancellationToken ct) =>
        await db.Tasks.VisibleTo(user).WithKey(id).Select(TaskView.Of).SingleOrDefaultAsync(ct) is { } task
            ? Versioned.Ok(task)
            : Errors.Task.NotFound(id.Identifier);
}
