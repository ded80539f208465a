using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;

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

/// <summary>How much the customer liked the property.</summary>
internal enum CustomerInterest
{
    Low,
    Medium,
    High,
}

/// <summary>An agent shows a property. The database refuses two of one agent at a time.</summary>
internal sealed class Visit : IRecord
{
    private Moment? _touched;

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

    /// <summary>When the agent arrived, by the device; <see cref="CheckedInReceivedAt"/> is when the server heard of it.</summary>
    public DateTimeOffset? CheckedInAt { get; private set; }
    public DateTimeOffset? CheckedInReceivedAt { get; private set; }
    public Presence? Presence { get; private set; }
    public int? DistanceMeters { get; private set; }
    public DateTimeOffset? CheckedOutAt { get; private set; }
    public DateTimeOffset? CheckedOutReceivedAt { get; private set; }
    public int? CheckOutDistanceMeters { get; private set; }
    public string? Feedback { get; private set; }
    public int? Rating { get; private set; }
    public CustomerInterest? Interest { get; private set; }
    public Guid? ClientId { get; private set; }
    public DateTimeOffset? OccurredAt { get; private set; }
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Null when there never was one to give; to be loaded before the visit is changed.</summary>
    public VisitReminder? Reminder { get; private set; }

    /// <summary>What can be changed by hand, as it is now.</summary>
    public VisitPlan Plan => new(StartsAt, DurationMinutes, Status, Notes, PropertyId, AgentId, LeadId);

    private Subject Subject => new(OrganizationId, EntityType.Visit, Id, LeadId, AgentId);

    /// <summary>Books it.</summary>
    public static Visit Schedule(long organizationId, long agentId, long propertyId, long? leadId, VisitSlot slot, Moment moment)
    {
        var visit = new Visit
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
        visit.Arm(moment);
        return visit;
    }

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

    /// <summary>Why it cannot become what is planned, if so.</summary>
    public Error? Refuses(VisitPlan plan)
    {
        if (plan.Status != Status && RefusesStatus(plan.Status) is { } refusal)
            return refusal;
        if ((plan.StartsAt, plan.DurationMinutes) == (StartsAt, DurationMinutes))
            return null;
        if (!Status.IsOpen() && !plan.Status.IsOpen())
            return Errors.Visit.NotOpen(Id, Status);
        return CheckedInAt is not null && plan.StartsAt != StartsAt ? Errors.Visit.AlreadyCheckedIn(Id, Status) : null;
    }

    /// <summary>Makes it what is planned; returns what its history has to tell, nothing when it is so already.</summary>
    public IReadOnlyList<Activity> Apply(VisitPlan plan, VisitNames names, string? note, Moment moment)
    {
        var before = Plan;
        (StartsAt, DurationMinutes, EndsAt) = (plan.StartsAt, plan.DurationMinutes, plan.StartsAt.AddMinutes(plan.DurationMinutes));
        (Status, Notes, PropertyId, AgentId, LeadId) = (plan.Status, plan.Notes, plan.PropertyId, plan.AgentId, plan.LeadId);
        if (before == Plan)
            return [];
        Touch(moment);
        if (!Status.IsAhead())
            Silence();
        else if (!before.Status.IsAhead() || before.StartsAt != StartsAt || before.AgentId != AgentId)
            Arm(moment);
        return [.. plan.Since(before).Select(step => Activity.Of(step.Type, Subject, moment, step.Data(names, note)))];
    }

    /// <summary>Why nobody can arrive at it, if so.</summary>
    public Error? RefusesCheckIn() => Status.IsOpen() ? null : Errors.Visit.NotOpen(Id, Status);

    /// <summary>The agent is there.</summary>
    public Activity CheckIn(Judgement judgement, VisitNames names, Moment moment)
    {
        var before = Status;
        (CheckedInAt, CheckedInReceivedAt, Status) = (moment.OccurredAt, moment.Now, VisitStatus.InProgress);
        (Presence, DistanceMeters) = (judgement.Presence, judgement.DistanceMeters);
        Touch(moment);
        Silence();
        var data = new
        {
            Name = names.PropertyTitle,
            names.LeadName,
            OldStatus = before,
            NewStatus = Status,
            Presence,
            DistanceMeters,
        };
        return Activity.Of(ActivityType.VisitCheckedIn, Subject, moment, data);
    }

    /// <summary>Why nobody can leave it, if so.</summary>
    public Error? RefusesCheckOut()
    {
        if (CheckedInAt is null)
            return Errors.Visit.NotCheckedIn(Id, Status);
        return Status is VisitStatus.InProgress or VisitStatus.Completed ? null : Errors.Visit.NotOpen(Id, Status);
    }

    /// <summary>It is over. Nobody leaves before they came, whatever the clocks of two devices say.</summary>
    public Activity CheckOut(VisitOutcome outcome, int? distanceMeters, VisitNames names, Moment moment)
    {
        var before = Status;
        CheckedOutAt = moment.OccurredAt > CheckedInAt ? moment.OccurredAt : CheckedInAt;
        (CheckedOutReceivedAt, CheckOutDistanceMeters, Status) = (moment.Now, distanceMeters, VisitStatus.Completed);
        (Feedback, Rating, Interest) = (outcome.Feedback, outcome.Rating, outcome.Interest);
        Touch(moment);
        var data = new
        {
            Name = names.PropertyTitle,
            names.LeadName,
            OldStatus = before,
            NewStatus = Status,
            Feedback,
            Rating,
            Interest,
        };
        return Activity.Of(ActivityType.VisitCheckedOut, Subject, moment, data);
    }

    /// <summary>Nobody is reminded of it.</summary>
    public void Silence() => Reminder?.Silence();

    /// <summary>Notes that it took place as planned.</summary>
    public void Complete(string? feedback, int? rating)
    {
        (Status, CheckedInAt, CheckedOutAt, Presence) = (VisitStatus.Completed, StartsAt, EndsAt, Visits.Presence.Verified);
        (CheckedInReceivedAt, CheckedOutReceivedAt) = (StartsAt, EndsAt);
        (Feedback, Rating, Version, UpdatedAt) = (feedback, rating, Version + 1, EndsAt);
    }

    /// <summary>Notes that it did not take place.</summary>
    public void CallOff(bool customerStayedAway, DateTimeOffset now) =>
        (Status, Version, UpdatedAt) = (customerStayedAway ? VisitStatus.NoShow : VisitStatus.Cancelled, Version + 1, now);

    private Error? RefusesStatus(VisitStatus wanted)
    {
        if (CheckedOutAt is not null)
            return Errors.Visit.AlreadyCheckedOut(Id, Status);
        if (CheckedInAt is not null && wanted.IsAhead())
            return Errors.Visit.AlreadyCheckedIn(Id, Status);
        var calledOff = Status is VisitStatus.Cancelled or VisitStatus.NoShow;
        return calledOff && CheckedInAt is null && wanted is VisitStatus.InProgress or VisitStatus.Completed ? Errors.Visit.NotOpen(Id, Status) : null;
    }

    private void Arm(Moment moment)
    {
        var due = VisitReminder.DueFor(StartsAt, moment);
        if (Reminder is not null)
            Reminder.Set(due);
        else if (due is { } at)
            Reminder = VisitReminder.For(OrganizationId, at);
    }

    // All that is done in one moment is one version.
    private void Touch(Moment moment)
    {
        if (ReferenceEquals(_touched, moment))
            return;
        (_touched, Version, UpdatedAt) = (moment, Version + 1, moment.Now);
    }
}

/// <summary>When a visit is to be, and what is said about it.</summary>
internal sealed record VisitSlot(DateTimeOffset StartsAt, int DurationMinutes)
{
    public bool IsConfirmed { get; init; }
    public string? Notes { get; init; }
    public Guid? ClientId { get; init; }
    public DateTimeOffset EndsAt => StartsAt.AddMinutes(DurationMinutes);
}

/// <summary>What is said about a visit when it is over.</summary>
internal sealed record VisitOutcome(string? Feedback, int? Rating, CustomerInterest? Interest);

/// <summary>What a visit's property and lead are called, for its history and those who are told.</summary>
internal sealed record VisitNames(string PropertyTitle, string? LeadName);
