using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Tasks;

/// <summary>POST /mobile/tasks: notes down what the caller has to do; an administrator may name another agent, who hears of it, or nobody.</summary>
internal static class CreateTask
{
    private const string ClientIdTaken = "tasks_client_id_taken";

    public sealed record Request(
        [Required, StringLength(TaskLimits.Title)] string Title,
        [StringLength(TaskLimits.Description)] string? Description = null,
        ClientTime? DueAt = null,
        TaskPriority? Priority = null,
        long? LeadId = null,
        Guid? LeadClientId = null,
        long? PropertyId = null,
        Guid? PropertyClientId = null,
        long? VisitId = null,
        Guid? VisitClientId = null,
        long? AgentId = null,
        Guid? ClientId = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example =>
            new(
                "Ligar à Marta sobre a visita",
                "Perguntar se o marido também vem.",
                new ClientTime(new DateTimeOffset(2026, 3, 11, 17, 30, 0, TimeSpan.Zero)),
                TaskPriority.High,
                LeadId: 128
            );

        internal TaskNames Names => new(LeadId, LeadClientId, PropertyId, PropertyClientId, VisitId, VisitClientId);
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        CrmDbContext db,
        TaskReferences references,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var agentId = request.AgentId ?? user.AgentId;
        if (await references.RefusesAsync(agentId, ct) is { } refusal)
            return refusal;
        if (await FindAsync(db, user, request.ClientId, ct) is { } known)
            return Versioned.Ok(known);
        var (links, missing) = await references.LinksAsync(request.Names, ct);
        if (missing is not null)
            return missing;

        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var task = AgentTask.Of(user.OrganizationId, Facts(request, agentId, links, user.TimeZone), request.ClientId, moment);
        await db.AddAsync(task, ct);
        await db.AddAsync(task.Born(moment), ct);
        db.Publish(task.Created(user.UserId, isOwn: agentId == user.AgentId));
        if (await db.SaveAsync(ct) is not { } violation)
            return Versioned.Created("/mobile/tasks", await db.Tasks.Where(t => t.Id == task.Id).Select(TaskView.Of).SingleAsync(ct));
        return violation.Constraint == ClientIdTaken && await FindAsync(db, user, request.ClientId, ct) is { } first
            ? Versioned.Ok(first)
            : TaskReferences.Translate(violation, links);
    }

    private static TaskFacts Facts(Request request, long? agentId, TaskLinks links, TimeZoneInfo zone) =>
        new(request.Title)
        {
            Description = request.Description,
            DueAt = request.DueAt?.In(zone),
            Priority = request.Priority ?? TaskPriority.Normal,
            AgentId = agentId,
            LeadId = links.LeadId,
            PropertyId = links.PropertyId,
            VisitId = links.VisitId,
        };

    private static async Task<TaskView?> FindAsync(CrmDbContext db, CurrentUser user, Guid? clientId, CancellationToken ct) =>
        clientId is null ? null : await db.Tasks.VisibleTo(user).Where(t => t.ClientId == clientId).Select(TaskView.Of).SingleOrDefaultAsync(ct);
}
