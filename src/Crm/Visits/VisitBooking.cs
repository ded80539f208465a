using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Diary;
using Aldrava.Crm.History;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;
using static Aldrava.Crm.Contracts.VisitBookingResult;

namespace Aldrava.Crm.Visits;

/// <summary>Books visits for customers who chose a time themselves, once per key.</summary>
internal sealed class VisitBooking(CrmDbContext db, DbSession session, IAgentDirectory agents, IOrganizations organizations, SlotText text, TimeProvider clock)
    : IVisitBooking
{
    public async Task<VisitBookingResult> BookAsync(VisitWish wish, string key, CultureInfo language, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        await db.LockCalendarsAsync(ct, wish.AgentId);
        var result = await TryAsync(wish, NameOf(key), language, ct);
        await work.CommitAsync(ct);
        return result;
    }

    public async Task<VisitBookingResult> TryOutAsync(VisitWish wish, DateTimeOffset now, CultureInfo language, CancellationToken ct)
    {
        var agent = await agents.FindAsync(wish.AgentId, ct);
        var (place, refusal) = await LookAsync(wish, agent, now, ct);
        if (place is null)
            return new Refused(refusal);
        var (from, to) = (wish.StartsAt.ToUniversalTime(), wish.StartsAt.ToUniversalTime().AddMinutes(wish.DurationMinutes));
        var isTaken = await db
            .Visits.Where(v => v.AgentId == wish.AgentId && v.StartsAt < to && v.EndsAt > from)
            .AnyAsync(v => v.Status == VisitStatus.Scheduled || v.Status == VisitStatus.Confirmed || v.Status == VisitStatus.InProgress, ct);
        return isTaken ? new Taken() : await BookedAsync(id: 0, wish.StartsAt, agent!.Name, place.Title, language, ct);
    }

    private async Task<VisitBookingResult> TryAsync(VisitWish wish, Guid name, CultureInfo language, CancellationToken ct)
    {
        var agent = await agents.FindAsync(wish.AgentId, ct);
        if (await db.Visits.AsNoTracking().Include(v => v.Property).SingleOrDefaultAsync(v => v.ClientId == name, ct) is { } known)
            return await BookedAsync(known.Id, known.StartsAt, agent?.Name, known.Property?.Title, language, ct);
        var now = clock.GetUtcNow();
        var (place, refusal) = await LookAsync(wish, agent, now, ct);
        if (place is null)
            return new Refused(refusal);
        var (title, lead) = place;

        var slot = new VisitSlot(wish.StartsAt.ToUniversalTime(), wish.DurationMinutes) { Notes = wish.Notes, ClientId = name };
        var moment = Moment.Of(by: null, now);
        var visit = Visit.Schedule(db.TenantId, agent!.Id, wish.PropertyId, lead?.Id, slot, moment);
        if (await db.BookAsync(visit, new VisitNames(title, lead?.Name), moment, ct) is null)
            return await BookedAsync(visit.Id, visit.StartsAt, agent.Name, title, language, ct);
        db.Abandon();
        return new Taken();
    }

    // Where it would take place and with whom, or why it can't.
    private async Task<(Place? Place, string Refusal)> LookAsync(VisitWish wish, AgentInfo? agent, DateTimeOffset now, CancellationToken ct)
    {
        if (wish.StartsAt < now)
            return (null, "past");
        if (agent is not { IsActive: true })
            return (null, "agent_gone");
        if (
            await db.Properties.Where(p => p.Id == wish.PropertyId && p.Status == PropertyStatus.Available).Select(p => p.Title).SingleOrDefaultAsync(ct)
            is not { } title
        )
            return (null, "property_gone");
        var lead = await db.Leads.Where(l => l.Id == wish.LeadId).Select(l => new Guest(l.Id, l.Name)).SingleOrDefaultAsync(ct);
        return lead is null && wish.LeadId is not null ? (null, "lead_gone") : (new Place(title, lead), "");
    }

    private async Task<Booked> BookedAsync(long id, DateTimeOffset startsAt, string? agent, string? title, CultureInfo language, CancellationToken ct)
    {
        var zone = (await organizations.FindAsync(db.TenantId, ct))?.TimeZone ?? TimeZoneInfo.Utc;
        var at = TimeZoneInfo.ConvertTime(startsAt, zone);
        return new Booked(id, agent ?? "", title ?? "", at, text.Long(at, language));
    }

    private sealed record Place(string Title, Guest? Lead);

    /// <summary>A booking's key in the form of the ids that devices give.</summary>
    private static Guid NameOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
