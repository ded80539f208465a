using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Dashboard;

/// <summary>
/// GET /mobile/dashboard/stats: the numbers of the home screen, an agent's own or the organization's for who sees all. Days and weeks (from Monday) are
/// the organization's; one query.
/// </summary>
internal static class ShowStats
{
    private const long Nobody = 0;

    internal sealed record View(
        long TotalProperties,
        long ActiveProperties,
        long TotalLeads,
        long ActiveLeads,
        long NewLeadsThisWeek,
        long VisitsToday,
        long VisitsThisWeek,
        long UpcomingVisits,
        decimal ConversionRate,
        long TasksDueToday,
        long TasksOverdue,
        long OpenTasks
    )
    {
        public static View Example => new(40, 31, 120, 84, 9, 3, 11, 14, 18.8m, 4, 2, 17);
    }

    private sealed record Counts(
        long TotalProperties,
        long ActiveProperties,
        long TotalLeads,
        long ActiveLeads,
        long NewLeads,
        long WonLeads,
        long VisitsToday,
        long VisitsThisWeek,
        long UpcomingVisits,
        long TasksDueToday,
        long TasksOverdue,
        long OpenTasks
    )
    {
        /// <summary>How many of a hundred leads were won.</summary>
        public decimal ConversionRate => TotalLeads == 0 ? 0 : decimal.Round(100m * WonLeads / TotalLeads, 1, MidpointRounding.AwayFromZero);
    }

    // {0} organization, {1} agent, {2} now, {3} today, {4} tomorrow, {5} this week, {6} next week. Two texts, so that each is planned by its own index.
    private static readonly string OfOrganization = Sql("organization_id = {0}", "organization_id = {0}", AllLeads);
    private static readonly string OfAgent = Sql("organization_id = {0} and agent_id = {1}", "organization_id = {0} and assigned_agent_id = {1}", AgentsLeads);

    // An agent's are few, and looked through once. All of them are counted where they need not be read: in an index.
    private const string AgentsLeads = """
        select count(*) as total, count(*) filter (where status = 'won') as won, count(*) filter (where status not in ('won', 'lost')) as active
        from crm.leads where organization_id = {0} and assigned_agent_id = {1}
        """;

    private const string AllLeads = """
        select total, won, total - closed as active
        from (select count(*) as total from crm.leads where organization_id = {0}) known,
          (select count(*) as closed, count(*) filter (where status = 'won') as won
            from crm.leads where organization_id = {0} and status in ('won', 'lost')) gone
        """;

    internal static async Task<IResult> Handle(CurrentUser user, CrmDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (zone, today) = (user.TimeZone, LocalCalendar.Today(clock, user.TimeZone));
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var counts = await db
            .Database.SqlQueryRaw<Counts>(
                user.SeesAll ? OfOrganization : OfAgent,
                db.TenantId,
                user.AgentId ?? Nobody,
                clock.GetUtcNow(),
                LocalCalendar.StartOf(today, zone),
                LocalCalendar.StartOf(today.AddDays(1), zone),
                LocalCalendar.StartOf(monday, zone),
                LocalCalendar.StartOf(monday.AddDays(7), zone)
            )
            .ToListAsync(ct);
        return TypedResults.Ok(ViewOf(counts[0]));
    }

    private static View ViewOf(Counts counts) =>
        new(
            counts.TotalProperties,
            counts.ActiveProperties,
            counts.TotalLeads,
            counts.ActiveLeads,
            counts.NewLeads,
            counts.VisitsToday,
            counts.VisitsThisWeek,
            counts.UpcomingVisits,
            counts.ConversionRate,
            counts.TasksDueToday,
            counts.TasksOverdue,
            counts.OpenTasks
        );

    private static string Sql(string mine, string myLeads, string leads) =>
        $$"""
            select
              properties.total as "TotalProperties", properties.available as "ActiveProperties",
              leads.total as "TotalLeads", leads.active as "ActiveLeads", leads.won as "WonLeads",
              (select count(*) from crm.leads where {{myLeads}} and created_at >= {5} and created_at < {6}) as "NewLeads",
              visits.today as "VisitsToday", visits.this_week as "VisitsThisWeek", upcoming.total as "UpcomingVisits",
              tasks.today as "TasksDueToday", tasks.overdue as "TasksOverdue", tasks.total as "OpenTasks"
            from
              (select count(*) as total, count(*) filter (where status = 'available') as available from crm.properties where {{mine}}) properties,
              ({{leads}}) leads,
              (select count(*) as this_week, count(*) filter (where starts_at >= {3} and starts_at < {4}) as today
                from crm.visits where {{mine}} and starts_at >= {5} and starts_at < {6} and status <> 'cancelled') visits,
              (select count(*) as total from crm.visits where {{mine}} and starts_at > {2} and status in ('scheduled', 'confirmed')) upcoming,
              (select count(*) as total, count(*) filter (where due_at >= {3} and due_at < {4}) as today, count(*) filter (where due_at < {3}) as overdue
                from crm.tasks where {{mine}} and status = 'open') tasks
            """;
}
