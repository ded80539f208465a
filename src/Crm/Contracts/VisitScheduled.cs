using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>A visit stands in an agent's calendar.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Who shows the property.</param>
/// <param name="PropertyId">The property.</param>
/// <param name="PropertyTitle">What it is called.</param>
/// <param name="LeadId">Who comes to see it, if known.</param>
/// <param name="LeadName">Their name.</param>
/// <param name="ScheduledAt">When it begins.</param>
public sealed record VisitScheduled(
    long OrganizationId,
    long VisitId,
    long AgentId,
    long PropertyId,
    string PropertyTitle,
    long? LeadId,
    string? LeadName,
    DateTimeOffset ScheduledAt
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"visit:{VisitId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "visit_scheduled",
            new
            {
                VisitId,
                PropertyId,
                PropertyTitle,
                LeadName,
                ScheduledAt,
            },
            Audience.Agent(AgentId)
        );
}
