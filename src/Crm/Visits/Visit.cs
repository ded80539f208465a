using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;

namespace Aldrava.Crm.Visits;

/// <summary>How a visit stands.</summary>
internal enum VisitStatus
{
    Scheduled,
    Confirmed,
    InProgress,
    Completed,
    Cancelled,
    NoShow,
}

/// <summary>Whether the agent was where the property is when checking in.</summary>
internal enum Presence
{
    Verified,
    OutOfRange,
    Unverified,
}

/// <summary>An agent shows a property. The database refuses two of one agent at a time.</summary>
internal sealed class Visit : IRecord
{
    private Visit() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public long AgentId { get; private set; }
    public long? PropertyId { get; private set; }
    public Property? Property { get; private set; }
    public long? LeadId { get; private set; }
    public Lead? Lead { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public int DurationMinutes { get; private set; }
    public VisitStatus Status { get; private set; }
    public string? Notes { get; private set; }
    public DateTimeOffset? CheckedInAt { get; private set; }
    public DateTimeOffset? CheckedOutAt { get; private set; }
    public Presence? Presence { get; private set; }
    public string? Feedback { get; private set; }
    public int? Rating { get; private set; }
    public Guid? ClientId { get; private set; }
    public DateTimeOffset? OccurredAt { get; private set; }
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Books it.</summary>
    public static Visit Schedule(long organizationId, long agentId, long propertyId, long? leadId, VisitSlot slot, Moment moment) =>
        new()
        {
            OrganizationId = organizationId,
            AgentId = agentId,
            PropertyId = propertyId,
            LeadId = leadId,
            StartsAt = slot.StartsAt,
            EndsAt = slot.EndsAt,
            DurationMinutes = slot.DurationMinutes,
            Status = slot.IsConfirmed ? VisitStatus.Confirmed : VisitStatus.Scheduled,
            Notes = slot.Notes,
            ClientId = slot.ClientId,
            OccurredAt = moment.OccurredAt,
            Version = 1,
            CreatedAt = moment.Now,
            UpdatedAt = moment.Now,
        };

    /// <summary>What its history begins with.</summary>
    public Activity Booked(Moment moment, string propertyTitle, string? leadName) =>
        Activity.Of(
            ActivityType.VisitScheduled,
            Subject,
            moment,
            new
            {
                Name = propertyTitle,
                LeadName = leadName,
                ScheduledAt = StartsAt,
            }
        );

    private Subject Subject => new(OrganizationId, EntityType.Visit, Id, LeadId, AgentId);

    /// <summary>Notes that it took place as planned.</summary>
    public void Complete(string? feedback, int? rating)
    {
        (Status, CheckedInAt, CheckedOutAt, Presence) = (VisitStatus.Completed, StartsAt, EndsAt, Visits.Presence.Verified);
        (Feedback, Rating, Version, UpdatedAt) = (feedback, rating, Version + 1, EndsAt);
    }

    /// <summary>Notes that it did not take place.</summary>
    public void CallOff(bool customerStayedAway, DateTimeOffset now) =>
        (Status, Version, UpdatedAt) = (customerStayedAway ? VisitStatus.NoShow : VisitStatus.Cancelled, Version + 1, now);
}

/// <summary>When a visit is to be, and what is said about it.</summary>
internal sealed record VisitSlot(DateTimeOffset StartsAt, int DurationMinutes)
{
    public bool IsConfirmed { get; init; }
    public string? Notes { get; init; }
    public Guid? ClientId { get; init; }
    public DateTimeOffset EndsAt => StartsAt.AddMinutes(DurationMinutes);
}
