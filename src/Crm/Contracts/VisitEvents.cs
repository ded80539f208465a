using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>A visit is to be at another time, for another while, at another property or with another agent. Devices hear it as they hear of a new one.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Who shows the property now.</param>
/// <param name="PropertyId">The property, if it is still there.</param>
/// <param name="PropertyTitle">What it is called.</param>
/// <param name="LeadId">Who comes to see it, if known.</param>
/// <param name="LeadName">Their name.</param>
/// <param name="WasScheduledAt">When it was to begin before.</param>
/// <param name="ScheduledAt">When it begins.</param>
public sealed record VisitRescheduled(
    long OrganizationId,
    long VisitId,
    long AgentId,
    long? PropertyId,
    string PropertyTitle,
    long? LeadId,
    string? LeadName,
    DateTimeOffset WasScheduledAt,
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

/// <summary>A visit was confirmed, begun, ended, called off, or set back.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Whose.</param>
/// <param name="LeadId">Who came to see the property, if known.</param>
/// <param name="OldStatus">What it was, as the interface writes it.</param>
/// <param name="NewStatus">What it is.</param>
/// <param name="ChangedBy">The user who said so.</param>
public sealed record VisitStatusChanged(long OrganizationId, long VisitId, long AgentId, long? LeadId, string OldStatus, string NewStatus, long ChangedBy)
    : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"visit:{VisitId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "visit_status_changed",
            new
            {
                VisitId,
                OldStatus,
                NewStatus,
                ChangedBy,
            },
            Audience.Agent(AgentId)
        );
}

/// <summary>An agent arrived at a visit.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Who arrived.</param>
/// <param name="PropertyId">The property, if it is still there.</param>
/// <param name="LeadId">Who comes to see it, if known.</param>
/// <param name="CheckedInAt">When, by the device.</param>
/// <param name="Presence">Whether they were there: <c>verified</c>, <c>out_of_range</c>, <c>unverified</c>.</param>
/// <param name="DistanceMeters">How far from the property, when both positions are known.</param>
public sealed record VisitCheckedIn(
    long OrganizationId,
    long VisitId,
    long AgentId,
    long? PropertyId,
    long? LeadId,
    DateTimeOffset CheckedInAt,
    string Presence,
    int? DistanceMeters
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"visit:{VisitId}";
}

/// <summary>A visit is over.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Who showed the property.</param>
/// <param name="PropertyId">The property, if it is still there.</param>
/// <param name="LeadId">Who came to see it, if known.</param>
/// <param name="CheckedOutAt">When, by the device.</param>
/// <param name="Rating">One to five, if told.</param>
/// <param name="Interest">The customer's: <c>low</c>, <c>medium</c>, <c>high</c>, if told.</param>
public sealed record VisitCheckedOut(
    long OrganizationId,
    long VisitId,
    long AgentId,
    long? PropertyId,
    long? LeadId,
    DateTimeOffset CheckedOutAt,
    int? Rating,
    string? Interest
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"visit:{VisitId}";
}

/// <summary>A visit begins soon; told once for each time it is set to.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="AgentId">Who is to be reminded.</param>
/// <param name="PropertyTitle">What the property is called.</param>
/// <param name="LeadName">Who comes to see it, if known.</param>
/// <param name="ScheduledAt">When it begins.</param>
/// <param name="MinutesUntil">How long until then, as of now; less than thirty when the server was away.</param>
/// <param name="ConversationId">Where whoever comes to see it speaks with the organization, if they do.</param>
public sealed record VisitReminderDue(
    long OrganizationId,
    long VisitId,
    long AgentId,
    string PropertyTitle,
    string? LeadName,
    DateTimeOffset ScheduledAt,
    int MinutesUntil,
    Guid? ConversationId = null
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"visit:{VisitId}";

    /// <inheritdoc />
    public override Signal Signal =>
        new(
            "visit_reminder",
            new
            {
                VisitId,
                PropertyTitle,
                ScheduledAt,
                MinutesUntil,
            },
            Audience.Agent(AgentId)
        );
}
