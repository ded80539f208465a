using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Opens a queue of a department; the first one is its default.</summary>
internal static class CreateQueue
{
    /// <summary>A queue as it should be.</summary>
    public sealed record Request(
        [Required] Guid? DepartmentId,
        [Required, StringLength(80)] string Name,
        [Required] QueueStrategy? Strategy,
        bool IsDefault = false,
        [Range(1, 1000)] int? MaxOpenPerPerson = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example =>
            new(new Guid("0199a000-0000-7000-8000-000000000020"), "Novos contactos", QueueStrategy.RoundRobin, MaxOpenPerPerson: 12);
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (now, departmentId) = (clock.GetUtcNow(), request.DepartmentId!.Value);
        await using var work = await session.BeginAsync(ct);
        if (await db.LockDepartmentAsync(departmentId, ct) is null)
            return Errors.RelatedMissing("department_id", departmentId);
        var isFirst = !await db.Queues.AnyAsync(q => q.DepartmentId == departmentId, ct);
        if (request.IsDefault)
            await db.NoDefaultAsync(departmentId, ct);
        var queue = new Queue
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            DepartmentId = departmentId,
            Name = request.Name.Trim(),
            Strategy = request.Strategy!.Value,
            IsDefault = request.IsDefault || isFirst,
            MaxOpenPerPerson = request.MaxOpenPerPerson,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(queue);
        if (await db.SaveAsync(ct) is not null)
            return Errors.Queue.NameTaken(queue.Name);
        await audit.WriteAsync(
            "queue.created",
            $"queue:{queue.Id}",
            new
            {
                queue.Name,
                queue.Strategy,
                queue.IsDefault,
                queue.MaxOpenPerPerson,
            },
            ct
        );
        var view = await QueueView.Of(db, db.Queues.Where(q => q.Id == queue.Id)).SingleAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Created($"/api/v1/queues/{queue.Id}", view);
    }

    /// <summary>Makes room for another default queue of a department that is held.</summary>
    internal static Task<int> NoDefaultAsync(this InboxDbContext db, Guid departmentId, CancellationToken ct) =>
        db.Queues.Where(q => q.DepartmentId == departmentId && q.IsDefault).ExecuteUpdateAsync(set => set.SetProperty(q => q.IsDefault, false), ct);
}
