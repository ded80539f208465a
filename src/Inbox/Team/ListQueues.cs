using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>The queues, by name, and how many wait in each; <c>department_id</c>: only that department's.</summary>
internal static class ListQueues
{
    internal static async Task<IResult> Handle([FromQuery(Name = "department_id")] Guid? departmentId, Slice slice, InboxDbContext db, CancellationToken ct)
    {
        var queues = db
            .Queues.AsNoTracking()
            .Where(q => departmentId == null || q.DepartmentId == departmentId)
            .OrderBy(q => q.Name)
            .ThenBy(q => q.Id)
            .Skip(slice.Skip)
            .Take(slice.Limit);
        return TypedResults.Ok(await QueueView.Of(db, queues).ToListAsync(ct));
    }
}

/// <summary>One queue.</summary>
internal static class ShowQueue
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await QueueView.Of(db, db.Queues.Where(q => q.Id == id)).SingleOrDefaultAsync(ct) is { } queue ? TypedResults.Ok(queue) : Errors.Queue.NotFound(id);
}
