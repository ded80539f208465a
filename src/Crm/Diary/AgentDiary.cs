using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Visits;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Diary;

/// <summary>Reads free times off an agent's visits and working hours.</summary>
internal sealed class AgentDiary(
    CrmDbContext db,
    IAgentDirectory agents,
    IOrganizations organizations,
    LeadAssignment assignment,
    SlotText text,
    TimeProvider clock
) : IAgentDiary
{
    private const int MostDays = 60;

    public async Task<AgentSlots?> FreeAsync(SlotQuestion question, CultureInfo language, CancellationToken ct)
    {
        var shown = await ShownAsync(question, ct);
        if (await HostAsync(question, shown, ct) is not { } agent)
            return null;
        var zone = (await organizations.FindAsync(db.TenantId, ct))?.TimeZone ?? TimeZoneInfo.Utc;
        var now = question.Now?.ToUniversalTime() ?? clock.GetUtcNow();
        var (today, days) = (LocalCalendar.DayOf(now, zone), Math.Clamp(question.Days, 1, MostDays));
        var last = today.AddDays(days - 1);
        var openings = await OpeningsAsync(agent.Id, ct);
        var busy = await BusyAsync(agent.Id, now, LocalCalendar.StartOf(last.AddDays(2), zone), ct);
        var rules = new SlotRules(TimeSpan.FromMinutes(question.DurationMinutes), TimeSpan.FromMinutes(question.BufferMinutes), now + SlotQuestion.LeadTime);

        var slots = new List<DateTimeOffset>();
        var first = question.Day ?? question.From ?? today;
        var day = first < today ? today : first;
        var isDayFull = false;
        for (; day <= last; day = day.AddDays(1))
        {
            var free = SlotFinder.On(day, openings, zone, busy, rules);
            var isAsked = day == question.Day;
            isDayFull |= isAsked && free.Count == 0;
            var chosen = SlotFinder.Spread(free, isAsked ? question.Limit : question.PerDay);
            if (slots.Count + chosen.Count > question.Limit)
                break;
            slots.AddRange(chosen);
            if (isAsked && free.Count > 0)
            {
                day = day.AddDays(1);
                break;
            }
        }
        return new AgentSlots(
            agent.Id,
            agent.Name,
            shown?.Id,
            shown?.Title,
            [.. slots.Select(s => new FreeSlot(s, text.Short(s, language)))],
            slots.Count > 0 && day <= last ? day : null
        )
        {
            IsDayFull = isDayFull || question.Day > last,
        };
    }

    /// <summary>An agent's own hours, else the organization's, else the usual.</summary>
    internal async Task<IReadOnlyList<Opening>> OpeningsAsync(long agentId, CancellationToken ct)
    {
        var known = await db.WorkingHours.AsNoTracking().Where(h => h.AgentId == agentId || h.AgentId == WorkingHours.Everybody).ToListAsync(ct);
        return known.MaxBy(h => h.AgentId)?.Openings ?? Opening.Default;
    }

    private async Task<Shown?> ShownAsync(SlotQuestion question, CancellationToken ct)
    {
        var id =
            question.PropertyReference is { } reference ? (await assignment.FindListingAsync(reference, ct))?.Id
            : question.LeadId is { } leadId ? await db.Leads.Where(l => l.Id == leadId).Select(l => l.PropertyId).SingleOrDefaultAsync(ct)
            : null;
        return id is null
            ? null
            : await db
                .Properties.Where(p => p.Id == id && p.Status == PropertyStatus.Available)
                .Select(p => new Shown(p.Id, p.Title, p.AgentId))
                .SingleOrDefaultAsync(ct);
    }

    // The agent that is asked for, then the listing's, then the lead's: the first who still works here.
    private async Task<AgentInfo?> HostAsync(SlotQuestion question, Shown? shown, CancellationToken ct)
    {
        var leads = question.LeadId is { } leadId ? await db.Leads.Where(l => l.Id == leadId).Select(l => l.AssignedAgentId).SingleOrDefaultAsync(ct) : null;
        foreach (var candidate in new[] { question.AgentId, shown?.AgentId, leads }.OfType<long>())
        {
            if (await agents.FindAsync(candidate, ct) is { IsActive: true } agent)
                return agent;
        }
        return null;
    }

    private async Task<IReadOnlyList<Busy>> BusyAsync(long agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        // A visit that is over may still be in the way by the time it takes to come back from it.
        var since = from - TimeSpan.FromDays(2);
        return await db
            .Visits.Where(v => v.AgentId == agentId && v.EndsAt > since && v.StartsAt < to)
            .Where(v => v.Status == VisitStatus.Scheduled || v.Status == VisitStatus.Confirmed || v.Status == VisitStatus.InProgress)
            .Select(v => new Busy(v.StartsAt, v.EndsAt))
            .ToListAsync(ct);
    }

    private sealed record Shown(long Id, string Title, long? AgentId);
}
