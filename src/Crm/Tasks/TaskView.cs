using System.Linq.Expressions;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Tasks;

/// <summary>A task as clients see it.</summary>
internal sealed record TaskView(
    long Id,
    string Title,
    string? Description,
    DateTimeOffset? DueAt,
    TaskPriority Priority,
    TaskState Status,
    long? LeadId,
    long? PropertyId,
    long? VisitId,
    long? AgentId,
    DateTimeOffset? CompletedAt,
    Guid? ClientId,
    DateTimeOffset? OccurredAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IVersioned
{
    public static readonly Expression<Func<AgentTask, TaskView>> Of = t => new TaskView(
        t.Id,
        t.Title,
        t.Description,
        t.DueAt,
        t.Priority,
        t.Status,
        t.LeadId,
        t.PropertyId,
        t.VisitId,
        t.AgentId,
        t.CompletedAt,
        t.ClientId,
        t.OccurredAt,
        t.Version,
        t.CreatedAt,
        t.UpdatedAt
    );

    public static TaskView Example =>
        new(
            15,
            "Ligar à Marta Figueiredo",
            null,
            new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero),
            TaskPriority.High,
            TaskState.Open,
            128,
            12,
            null,
            3,
            null,
            null,
            null,
            1,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)
        );
}

internal static class TaskAccess
{
    private const long Nobody = 0;

    /// <summary>An agent sees their own tasks.</summary>
    public static IQueryable<AgentTask> VisibleTo(this IQueryable<AgentTask> tasks, CurrentUser user)
    {
        if (user.SeesAll)
            return tasks;
        var agentId = user.AgentId ?? Nobody;
        return tasks.Where(t => t.AgentId == agentId);
    }
}
