using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Tasks;

/// <summary>PATCH /mobile/tasks/{id}: changes a task, ticks it off or takes it up again. A field left out stays as it is, null clears it.</summary>
internal static class ChangeTask
{
    public sealed record Request(
        [Required, StringLength(TaskLimits.Title)] Optional<string> Title = default,
        [StringLength(TaskLimits.Description)] Optional<string?> Description = default,
        Optional<ClientTime?> DueAt = default,
        Optional<TaskPriority> Priority = default,
        Optional<TaskState> Status = default,
        Optional<long?> LeadId = default,
        Optional<Guid?> LeadClientId = default,
        Optional<long?> PropertyId = default,
        Optional<Guid?> PropertyClientId = default,
        Optional<long?> VisitId = default,
        Optional<Guid?> VisitClientId = default,
        Optional<long?> AgentId = default,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(Status: TaskState.Done, OccurredAt: new ClientTime(new DateTimeOffset(2026, 3, 11, 17, 42, 0, TimeSpan.Zero)));

        internal TaskNames Names =>
            new(LeadId.Or(null), LeadClientId.Or(null), PropertyId.Or(null), PropertyClientId.Or(null), VisitId.Or(null), VisitClientId.Or(null));

        /// <summary>A record named in neither way stays; named as null in one it is gone.</summary>
        internal TaskLinks Links(TaskLinks named, AgentTask task) =>
            new(
                LeadId.IsGiven || LeadClientId.IsGiven ? named.LeadId : task.LeadId,
                PropertyId.IsGiven || PropertyClientId.IsGiven ? named.PropertyId : task.PropertyId,
                VisitId.IsGiven || VisitClientId.IsGiven ? named.VisitId : task.VisitId
            );
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        TaskReferences references,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var task = await db.ForUpdate<AgentTask>(id).VisibleTo(user).SingleOrDefaultAsync(ct);
        if (task is null)
            return Errors.Task.NotFound(id.Identifier);
        if (ifMatch.Refuses(task.Version, task.Id) is { } stale)
            return stale;
        var (agentId, before) = (request.AgentId.Or(task.AgentId), task.AgentId);
        if (agentId != before && await references.RefusesAsync(agentId, ct) is { } refusal)
            return refusal;
        var (named, missing) = await references.LinksAsync(request.Names, ct);
        if (missing is not null)
            return missing;

        var links = request.Links(named, task);
        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var told = task.Change(Facts(request, task, agentId, links, user.TimeZone), request.Status.Or(task.Status), moment);
        if (told.Count > 0)
        {
            await db.AddRangeAsync(told, ct);
            if (agentId is { } another && another != before && another != user.AgentId)
                db.Publish(new TaskAssigned(task.OrganizationId, task.Id, task.Title, another, task.LeadId, task.DueAt, user.UserId));
            if (await db.SaveAsync(ct) is { } violation)
                return TaskReferences.Translate(violation, links);
        }
        var view = await db.Tasks.Where(t => t.Id == task.Id).Select(TaskView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static TaskFacts Facts(Request request, AgentTask task, long? agentId, TaskLinks links, TimeZoneInfo zone) =>
        new(request.Title.Or(task.Title))
        {
            Description = request.Description.Or(task.Description),
            DueAt = request.DueAt.TryGet(out var due) ? due?.In(zone) : task.DueAt,
            Priority = request.Priority.Or(task.Priority),
            AgentId = agentId,
            LeadId = links.LeadId,
            PropertyId = links.PropertyId,
            VisitId = links.VisitId,
        };
}
