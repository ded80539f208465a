using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>Something is to be done.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Title">What.</param>
/// <param name="AgentId">Who has to do it, if it is anybody's.</param>
/// <param name="LeadId">For whom, if it is about a lead.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="CreatedBy">The user who noted it down.</param>
/// <param name="IsOwn">They have to do it themselves: nobody needs to be told.</param>
public sealed record TaskCreated(long OrganizationId, long TaskId, string Title, long? AgentId, long? LeadId, DateTimeOffset? DueAt, long CreatedBy, bool IsOwn)
    : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"task:{TaskId}";

    /// <inheritdoc />
    public override Signal? Signal => AgentId is { } agentId && !IsOwn ? TaskAssigned.SignalTo(agentId, TaskId, Title, LeadId, DueAt, CreatedBy) : null;
}

/// <summary>A task became another agent's.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="AgentId">Who has to do it now.</param>
/// <param name="LeadId">For whom, if it is about a lead.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="AssignedBy">The user who decided.</param>
public sealed record TaskAssigned(long OrganizationId, long TaskId, string Title, long AgentId, long? LeadId, DateTimeOffset? DueAt, long AssignedBy)
    : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"task:{TaskId}";

    /// <inheritdoc />
    public override Signal Signal => SignalTo(AgentId, TaskId, Title, LeadId, DueAt, AssignedBy);

    internal static Signal SignalTo(long agentId, long taskId, string title, long? leadId, DateTimeOffset? dueAt, long assignedBy) =>
        new(
            "task_assigned",
            new
            {
                taskId,
                title,
                leadId,
                dueAt,
                assignedBy,
            },
            Audience.Agent(agentId)
        );
}

/// <summary>The time of a task has come, and it is not done.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="TaskId">The task.</param>
/// <param name="AgentId">Who has to do it.</param>
/// <param name="Title">What.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="LeadId">For whom, if it is about a lead.</param>
public sealed record TaskDue(long OrganizationId, long TaskId, long AgentId, string Title, DateTimeOffset DueAt, long? LeadId) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"task:{TaskId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "task_due",
            new
            {
                TaskId,
                Title,
                DueAt,
                LeadId,
            },
            Audience.Agent(AgentId)
        );
}
