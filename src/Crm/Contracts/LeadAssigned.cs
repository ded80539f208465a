using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>A lead was given to an agent, who hears of it as of a new one.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">What they are called.</param>
/// <param name="AgentId">Who takes care of it now.</param>
/// <param name="PreviousAgentId">Who did before, if anybody.</param>
/// <param name="PropertyId">The listing they asked about, if one.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="CreatedAt">When the lead was created.</param>
/// <param name="AssignedBy">The user who decided.</param>
public sealed record LeadAssigned(
    long OrganizationId,
    long LeadId,
    string Name,
    long AgentId,
    long? PreviousAgentId,
    long? PropertyId,
    string? Source,
    DateTimeOffset CreatedAt,
    long AssignedBy
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"lead:{LeadId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "new_lead",
            new
            {
                LeadId,
                Name,
                PropertyId,
                CreatedAt,
                Source,
            },
            Audience.Agent(AgentId)
        );
}

/// <summary>A lead was taken from an agent: their devices forget it.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">What they are called.</param>
/// <param name="AgentId">Whose it was.</param>
/// <param name="NewAgentId">Whose it is.</param>
/// <param name="AssignedBy">The user who decided.</param>
public sealed record LeadUnassigned(long OrganizationId, long LeadId, string Name, long AgentId, long NewAgentId, long AssignedBy) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"lead:{LeadId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "lead_unassigned",
            new
            {
                LeadId,
                Name,
                NewAgentId,
                AssignedBy,
            },
            Audience.Agent(AgentId)
        );
}

/// <summary>What is known of a lead changed.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="AgentId">Who takes care of it, if anybody.</param>
/// <param name="Version">Its version now.</param>
/// <param name="ChangedBy">The user who changed it.</param>
public sealed record LeadUpdated(long OrganizationId, long LeadId, long? AgentId, int Version, long ChangedBy) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"lead:{LeadId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        AgentId is { } agentId
            ? new Signal(
                "lead_updated",
                new
                {
                    LeadId,
                    Version,
                    ChangedBy,
                },
                Audience.Agent(agentId)
            )
            : null;
}
