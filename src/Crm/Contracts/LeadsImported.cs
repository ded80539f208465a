using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>Many leads came at once, from a file. One event for each agent who got some, not one for each lead: phones read the leads by sync.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="AgentId">Who takes care of them, if anybody.</param>
/// <param name="Count">How many.</param>
/// <param name="ImportedBy">The user who brought the file.</param>
/// <param name="ImportedAt">When.</param>
public sealed record LeadsImported(long OrganizationId, long? AgentId, long Count, long ImportedBy, DateTimeOffset ImportedAt) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"import:{AgentId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        AgentId is { } agentId
            ? new Signal(
                "leads_imported",
                new
                {
                    Count,
                    ImportedBy,
                    ImportedAt,
                },
                Audience.Agent(agentId)
            )
            : null;
}
