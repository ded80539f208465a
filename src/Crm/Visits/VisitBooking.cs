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

    private async Task<VisitBookingResult> TryAsync(VisitWish wish, Guid name, CultureInfo language, CancellationToken ct)
    {
        var agent = await agents.FindAsync(wish.AgentId, ct);
        if (await db.Visits.AsNoTracking().Include(v => v.Property).SingleOrDefaultAsync(v => v.ClientId == name, ct) is { } known)
            return await BookedAsync(known, agent?.Name, known.Property?.Title, language, ct);
        var now = clock.GetUtcNow();
        if (wish.StartsAt < now)
            return new Refused("past");
        if (agent is not { IsActive: true })
            return new Refused("agent_gone");
        if (
            await db.Properties.Where(p => p.Id == wish.PropertyId && p.Status == PropertyStatus.Available).Select(p => p.Title).SingleOrDefaultAsync(ct)
            is not { } title
        )
            return new Refused("property_gone");
        var lead = await db.Leads.Where(l => l.Id == wish.LeadId).Select(l => new Guest(l.Id, l.Name)).SingleOrDefaultAsync(ct);
        if (lead is null && wish.LeadId is not null)
            return new Refused("lead_gone");

        var slot = new VisitSlot(wish.StartsAt.ToUniversalTime(), wish.DurationMinutes) { Notes = wish.Notes, ClientId = name };
        var moment = Moment.Of(by: null, now);
        var visit = Visit.Schedule(db.TenantId, agent.Id, wish.PropertyId, lead?.Id, slot, moment);
        if (await db.BookAsync(visit, new VisitNames(title, lead?.Name), moment, ct) is null)
            return await BookedAsync(visit, agent.Name, title, language, ct);
        db.Abandon();
        return new Taken();
    }

    private async Task<Booked> BookedAsync(Visit visit, string? agent, string? title, CultureInfo language, CancellationToken ct)
    {
        var zone = (await organizations.FindAsync(db.TenantId, ct))?.TimeZone ?? TimeZoneInfo.Utc;
        var at = TimeZoneInfo.ConvertTime(visit.StartsAt, zone);
        return new Booked(visit.Id, agent ?? "", title ?? "", at, text.Long(at, language));
    }

    /// <summary>A booking's key in the form of the ids that devices give.</summary>
    private static Guid NameOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
