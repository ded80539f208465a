using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Demo;

/// <summary>Listings, leads, visits and tasks of the two demo agencies. Nothing is published: nobody's phone rings for them.</summary>
internal sealed class CrmDemoData(
    CrmDbContext db,
    DbSession session,
    Tenant tenant,
    IOrganizations organizations,
    IAgentDirectory agents,
    NextReference references,
    TimeProvider clock
) : IDemoData
{
    private const int Seed = 20_260_101;
    private const int ReachInDays = 14;
    private static readonly TimeOnly[] Hours = [new(9, 30), new(11, 0), new(14, 30), new(16, 0), new(17, 30)];

    private sealed record Share(string Prefix, IReadOnlyList<PropertyFacts> Properties, int Leads, int Visits, int Tasks);

    private static readonly Share[] Shares = [new("IMV", DemoProperties.ImoveisMais, 120, 60, 30), new("RIV", DemoProperties.CasaRival, 8, 6, 4)];

    private static readonly string[] Notes =
    [
        "Ligou a agradecer, fala com a mulher e diz alguma coisa.",
        "Só pode visitar ao sábado.",
        "Quer saber o valor do condomínio.",
        "Vem recomendado por um cliente antigo.",
        "Está a ver com outra agência também.",
        "Prefere ser contactado por WhatsApp.",
    ];

    private readonly Dictionary<long, string> _names = [];

    public async Task SeedAsync(CancellationToken ct)
    {
        foreach (var share in Shares)
        {
            if (await organizations.FindByPrefixAsync(share.Prefix, ct) is { } organization)
                await SeedAsync(organization, share, ct);
        }
    }

    private async Task SeedAsync(OrganizationInfo organization, Share share, CancellationToken ct)
    {
        tenant.Enter(organization.Id);
        await using var work = await session.BeginAsync(ct);
        // Several nodes may start on an empty database at once.
        await db.LockAsync($"crm.demo:{organization.Id}", ct);
        if (await db.Properties.AnyAsync(ct) || await agents.ActiveAsync(ct) is not { Count: > 0 } active)
            return;

        foreach (var agent in active)
            _names[agent.Id] = agent.Name;
        var dice = new Random(Seed);
        var properties = await AddPropertiesAsync(share, active, dice, ct);
        var leads = await AddLeadsAsync(share.Leads, properties, dice, ct);
        await AddVisitsAsync(share.Visits, organization.TimeZone, properties, leads, dice, ct);
        await new DemoTasks(db, organization.TimeZone, clock, By).AddAsync(share.Tasks, leads, ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task<List<Property>> AddPropertiesAsync(Share share, IReadOnlyList<AgentInfo> active, Random dice, CancellationToken ct)
    {
        var properties = new List<Property>();
        foreach (var facts in share.Properties)
        {
            var status = (properties.Count % 8, facts.Business) switch
            {
                (5, _) => PropertyStatus.Reserved,
                (7, Business.Sale) => PropertyStatus.Sold,
                (7, Business.Rent) => PropertyStatus.Rented,
                _ => PropertyStatus.Available,
            };
            var listedAt = clock.GetUtcNow().AddDays(properties.Count - share.Properties.Count).AddMinutes(-dice.Next(600));
            var agentId = active[properties.Count % active.Count].Id;
            var property = Property.List(db.TenantId, agentId, facts with { Status = status }, clientId: null, Moment.Of(by: null, listedAt));
            property.Name(await references.TakeAsync(ct));
            await db.AddAsync(property, ct);
            await db.AddAsync(property.Born(By(agentId, listedAt)), ct);
            properties.Add(property);
        }
        return properties;
    }

    private async Task<List<Lead>> AddLeadsAsync(int count, List<Property> properties, Random dice, CancellationToken ct)
    {
        var (people, leads) = (new DemoPeople(dice), new List<Lead>());
        for (var i = 0; i < count; i++)
        {
            var property = properties[dice.Next(properties.Count)];
            var named = dice.Next(4) > 0;
            var at = clock.GetUtcNow().AddHours(-6 * (count - i)).AddMinutes(-dice.Next(300));
            var lead = Lead.Of(db.TenantId, property.AgentId, people.Next(named ? property.Id : null, property.Price), at);
            await db.AddAsync(lead, ct);
            await db.AddAsync(lead.Born(by: null), ct);
            foreach (var step in people.Path())
            {
                at += (clock.GetUtcNow() - at) / 3;
                if (lead.MoveTo(step, note: null, By(lead.AssignedAgentId, at)) is { } change)
                    await db.AddAsync(change, ct);
            }
            if (i % 4 == 0)
                await db.AddAsync(lead.Remark(Notes[i / 4 % Notes.Length], clientId: null, By(lead.AssignedAgentId, at.AddMinutes(5))), ct);
            leads.Add(lead);
        }
        return leads;
    }

    private async Task AddVisitsAsync(int count, TimeZoneInfo zone, List<Property> properties, List<Lead> leads, Random dice, CancellationToken ct)
    {
        var agentIds = properties.Select(p => p.AgentId!.Value).Distinct().ToArray();
        for (var i = 0; i < agentIds.Length; i++)
        {
            var own = properties.Where(p => p.AgentId == agentIds[i]).ToArray();
            var guests = leads.Where(l => l.AssignedAgentId == agentIds[i]).ToArray();
            // One more for the first agents when it does not come out even.
            var share = (count + agentIds.Length - 1 - i) / agentIds.Length;
            foreach (var startsAt in FreeSlots(zone, dice).Take(share))
            {
                var lead = guests.Length == 0 ? null : guests[dice.Next(guests.Length)];
                var property = own[dice.Next(own.Length)];
                var visit = Book(agentIds[i], property.Id, lead?.Id, startsAt, dice);
                await db.AddAsync(visit, ct);
                await db.AddAsync(visit.Booked(By(agentIds[i], visit.CreatedAt), property.Title, lead?.Name), ct);
                if (visit.Status is VisitStatus.Completed or VisitStatus.NoShow or VisitStatus.Cancelled)
                    await db.AddAsync(Outcome(visit, property.Title, lead?.Name), ct);
            }
        }
    }

    private Activity Outcome(Visit visit, string title, string? leadName) =>
        Activity.Of(
            visit.Status == VisitStatus.Completed ? ActivityType.VisitCheckedOut : ActivityType.VisitStatusChanged,
            new Subject(db.TenantId, EntityType.Visit, visit.Id, visit.LeadId, visit.AgentId),
            By(visit.AgentId, visit.UpdatedAt),
            new
            {
                Name = title,
                LeadName = leadName,
                OldStatus = VisitStatus.Scheduled,
                NewStatus = visit.Status,
                visit.Feedback,
                visit.Rating,
            }
        );

    // The agent whose record it is did it; of demo people there is only a name.
    private Moment By(long? agentId, DateTimeOffset at) => Moment.Of(by: null, at) with { ActorName = agentId is { } id ? _names.GetValueOrDefault(id) : null };

    // Some of today's first, so that the day is never empty; the others in no order. Sundays are free.
    private IEnumerable<DateTimeOffset> FreeSlots(TimeZoneInfo zone, Random dice)
    {
        var today = LocalCalendar.Today(clock, zone);
        var days = Enumerable.Range(-ReachInDays, 2 * ReachInDays + 1).Select(today.AddDays).Where(d => d == today || d.DayOfWeek != DayOfWeek.Sunday);
        var slots = days.SelectMany(_ => Hours, (day, hour) => (Day: day, Hour: hour)).ToArray();
        dice.Shuffle(slots);
        return slots.OrderBy(s => s.Day == today && s.Hour != Hours[1] && s.Hour != Hours[3] ? 0 : 1).Select(s => LocalCalendar.At(s.Day, s.Hour, zone));
    }

    private Visit Book(long agentId, long propertyId, long? leadId, DateTimeOffset startsAt, Random dice)
    {
        var now = clock.GetUtcNow();
        var bookedAt = (startsAt < now ? startsAt : now).AddDays(-dice.Next(1, 6));
        var visit = Visit.Schedule(
            db.TenantId,
            agentId,
            propertyId,
            leadId,
            new VisitSlot(startsAt, 60) { IsConfirmed = dice.Next(3) == 0 },
            Moment.Of(by: null, bookedAt)
        );
        visit.Silence();
        var outcome = dice.Next(8);
        if (visit.EndsAt > now)
            return visit;
        if (outcome == 0)
            visit.CallOff(customerStayedAway: true, visit.EndsAt);
        else if (outcome == 1)
            visit.CallOff(customerStayedAway: false, startsAt.AddHours(-3));
        else
            visit.Complete(outcome % 2 == 0 ? "Gostou muito, quer voltar com a família." : "Achou a cozinha pequena.", 3 + outcome % 3);
        return visit;
    }
}
