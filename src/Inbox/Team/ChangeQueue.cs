using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Changes a queue; it stays in its department. Another one is made the default by saying so there.</summary>
internal static class ChangeQueue
{
    /// <summary>A queue as it should be.</summary>
    public sealed record Request(
        [Required, StringLength(80)] string Name,
        [Required] QueueStrategy? Strategy,
        bool? IsDefault = null,
        [Range(1, 1000)] int? MaxOpenPerPerson = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("Novos contactos", QueueStrategy.LeastBusy, MaxOpenPerPerson: 12);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        InboxDbContext db,
        DbSession session,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockQueueAsync(id, ct) is not { } queue)
            return Errors.Queue.NotFound(id);
        if (queue.IsDefault && request.IsDefault is false)
            return Errors.Queue.DefaultNeeded();
        var before = Facts(queue);
        if (!queue.IsDefault && request.IsDefault is true)
        {
            await db.NoDefaultAsync(queue.DepartmentId, ct);
            queue.IsDefault = true;
        }
        (queue.Name, queue.Strategy) = (request.Name.Trim(), request.Strategy!.Value);
        (queue.MaxOpenPerPerson, queue.UpdatedAt) = (request.MaxOpenPerPerson, clock.GetUtcNow());
        if (await db.SaveAsync(ct) is not null)
            return Errors.Queue.NameTaken(queue.Name);
        if (before != Facts(queue))
            await audit.WriteAsync("queue.changed", $"queue:{id}", new { From = before, To = Facts(queue) }, ct);
        var view = await QueueView.Of(db, db.Queues.Where(q => q.Id == id)).SingleAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }

    /// <summary>Holds a queue and its department, so that changes of the department's queues take turns.</summary>
    internal static async Task<Queue?> LockQueueAsync(this InboxDbContext db, Guid id, CancellationToken ct)
    {
        var department = await db.Queues.Where(q => q.Id == id).Select(q => (Guid?)q.DepartmentId).SingleOrDefaultAsync(ct);
        if (department is null || await db.LockDepartmentAsync(department.Value, ct) is null)
            return null;
        return (
            await db
                .Queues.FromSql($"select * from inbox.queues where organization_id = {db.TenantId} and id = {id} for update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
    }

    private static QueueFacts Facts(Queue queue) => new(queue.Name, queue.Strategy, queue.IsDefault, queue.MaxOpenPerPerson);

    private sealed record QueueFacts(string Name, QueueStrategy Strategy, bool IsDefault, int? MaxOpenPerPerson);
}
