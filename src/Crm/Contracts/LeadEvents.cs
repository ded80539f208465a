using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>Somebody new is interested.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">What they are called.</param>
/// <param name="AgentId">Who takes care of it, if anybody.</param>
/// <param name="PropertyId">The listing they asked about, if one.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="ConversationId">The conversation it was born in, if one.</param>
/// <param name="CreatedAt">When.</param>
public sealed record LeadCreated(
    long OrganizationId,
    long LeadId,
    string Name,
    long? AgentId,
    long? PropertyId,
    string? Source,
    Guid? ConversationId,
    DateTimeOffset CreatedAt
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"lead:{LeadId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        AgentId is { } agentId
            ? new Signal(
                "new_lead",
                new
                {
                    LeadId,
                    Name,
                    PropertyId,
                    CreatedAt,
                    Source,
                },
                Audience.Agent(agentId)
            )
            : null;
}

/// <summary>A lead came further, or fell back.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="AgentId">Who takes care of it, if anybody.</param>
/// <param name="OldStatus">What it was.</param>
/// <param name="NewStatus">What it is.</param>
/// <param name="ChangedBy">The user who said so.</param>
public sealed record LeadStatusChanged(long OrganizationId, long LeadId, long? AgentId, LeadStatus OldStatus, LeadStatus NewStatus, long ChangedBy)
    : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"lead:{LeadId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        AgentId is { } agentId
            ? new Signal(
                "lead_status_changed",
                new
                {
                    LeadId,
                    OldStatus,
                    NewStatus,
                    ChangedBy,
                },
                Audience.Agent(agentId)
            )
            : null;
}
