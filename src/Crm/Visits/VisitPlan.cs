using Aldrava.Crm.History;

namespace Aldrava.Crm.Visits;

/// <summary>What can be changed of a visit by hand.</summary>
internal sealed record VisitPlan(DateTimeOffset StartsAt, int DurationMinutes, VisitStatus Status, string? Notes, long? PropertyId, long AgentId, long? LeadId)
{
    /// <summary>Whether somebody's calendar looks different from what it did.</summary>
    public bool MovesFrom(VisitPlan before) =>
        (StartsAt, DurationMinutes, PropertyId, AgentId) != (before.StartsAt, before.DurationMinutes, before.PropertyId, before.AgentId);

    /// <summary>What was done to come here.</summary>
    public IEnumerable<Step> Since(VisitPlan before)
    {
        if ((StartsAt, DurationMinutes) != (before.StartsAt, before.DurationMinutes))
            yield return new Step(ActivityType.VisitRescheduled, this, before);
        if (FieldsChangedFrom(before).Any())
            yield return new Step(ActivityType.VisitUpdated, this, before);
        if (Status != before.Status)
            yield return new Step(ActivityType.VisitStatusChanged, this, before);
    }

    private IEnumerable<string> FieldsChangedFrom(VisitPlan before)
    {
        if (Notes != before.Notes)
            yield return "notes";
        if (PropertyId != before.PropertyId)
            yield return "property_id";
        if (LeadId != before.LeadId)
            yield return "lead_id";
        if (AgentId != before.AgentId)
            yield return "agent_id";
    }

    /// <summary>One thing that was done to a visit.</summary>
    internal sealed record Step(ActivityType Type, VisitPlan After, VisitPlan Before)
    {
        /// <summary>What its history keeps of it.</summary>
        public object Data(VisitNames names, string? note) =>
            Type switch
            {
                ActivityType.VisitRescheduled => new
                {
                    Name = names.PropertyTitle,
                    names.LeadName,
                    OldScheduledAt = Before.StartsAt,
                    ScheduledAt = After.StartsAt,
                    After.DurationMinutes,
                },
                ActivityType.VisitStatusChanged => new
                {
                    Name = names.PropertyTitle,
                    names.LeadName,
                    OldStatus = Before.Status,
                    NewStatus = After.Status,
                    Note = note,
                },
                _ => new
                {
                    Name = names.PropertyTitle,
                    names.LeadName,
                    Changed = After.FieldsChangedFrom(Before).ToArray(),
                },
            };
    }
}

internal static class VisitStatuses
{
    /// <summary>It is still to come.</summary>
    public static bool IsAhead(this VisitStatus status) => status is VisitStatus.Scheduled or VisitStatus.Confirmed;

    /// <summary>It takes up its agent's time: no other may lie over it.</summary>
    public static bool IsOpen(this VisitStatus status) => status.IsAhead() || status == VisitStatus.InProgress;
}
