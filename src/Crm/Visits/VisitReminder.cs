using Aldrava.Crm.History;
using Aldrava.Platform.Data;

namespace Aldrava.Crm.Visits;

/// <summary>When an agent is to be reminded of a visit, and what became of it.</summary>
internal sealed class VisitReminder : ITenantOwned
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    private VisitReminder() { }

    public long VisitId { get; private set; }
    public long OrganizationId { get; private set; }

    /// <summary>Null when there is nothing to be done any more.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When it was told.</summary>
    public DateTimeOffset? RemindedAt { get; private set; }

    /// <summary>When it was found that the visit had begun before anybody could be told.</summary>
    public DateTimeOffset? MissedAt { get; private set; }

    public static VisitReminder For(long organizationId, DateTimeOffset dueAt) => new() { OrganizationId = organizationId, DueAt = dueAt };

    /// <summary>
    /// Half an hour ahead. Who agrees on a visit that is nearer than that needs no reminder; who agreed on it in time, but offline, is reminded as soon
    /// as the server hears of it.
    /// </summary>
    public static DateTimeOffset? DueFor(DateTimeOffset startsAt, Moment agreed) =>
        startsAt - Before > agreed.OccurredAt && startsAt > agreed.Now ? startsAt - Before : null;

    /// <summary>Begins anew, for a visit that is to be at another time.</summary>
    public void Set(DateTimeOffset? dueAt) => (DueAt, RemindedAt, MissedAt) = (dueAt, null, null);

    public void Silence() => DueAt = null;

    public void Told(DateTimeOffset now) => (DueAt, RemindedAt) = (null, now);

    public void Missed(DateTimeOffset now) => (DueAt, MissedAt) = (null, now);
}
