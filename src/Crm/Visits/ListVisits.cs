using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits: the caller's visits, all of the organization's for who sees all; by day or period (a bare date as its end is the whole day), soonest first.</summary>
internal static class ListVisits
{
    private const string Joins = """
        left join crm.properties p on p.organization_id = v.organization_id and p.id = v.property_id
        left join crm.leads l on l.organization_id = v.organization_id and l.id = v.lead_id
        """;

    private static readonly RowShape<VisitView> Row = new(
        "v",
        (nameof(VisitView.PropertyTitle), "coalesce(p.title, '')"),
        (nameof(VisitView.PropertyReference), "p.reference"),
        (nameof(VisitView.LeadName), "l.name"),
        (nameof(VisitView.ScheduledAt), "v.starts_at")
    );

    internal sealed record Filter(
        [FromQuery(Name = "date")] DateOnly? Date,
        [FromQuery(Name = "from")] ClientTime? From,
        [FromQuery(Name = "to")] ClientTime? To,
        [FromQuery(Name = "status")] Choice<VisitStatus>? Status,
        [FromQuery(Name = "sort")] string? Sort
    );

    internal static Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser user,
        NpgsqlDataSource dataSource,
        ErrorMessages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (Order(filter.Sort) is not { } order)
            return Task.FromResult<IResult>(Lists.UnknownSort(http));
        var found = new SqlList<VisitView>(Row, "crm.visits v", Joins).Where("v.organization_id = ?", user.OrganizationId).OrderBy(order);
        if (!user.SeesAll)
            found.Where("v.agent_id = ?", user.AgentId ?? VisitAccess.Nobody);
        Within(found, filter, user.TimeZone, http);
        if (filter.Status is { Value: var status })
            found.Where("v.status = ?", EnumNames.Of(status));
        return AnswerAsync(found, page, dataSource, messages.UnknownProperty(http), http, ct);
    }

    private static async Task<IResult> AnswerAsync(
        SqlList<VisitView> found,
        Page page,
        NpgsqlDataSource dataSource,
        string unknownProperty,
        HttpContext http,
        CancellationToken ct
    )
    {
        var (total, rows) = await found.ReadAsync(dataSource, page.Offset, page.Limit, ct);
        return page.Of(rows.ConvertAll(v => v.PropertyTitle.Length == 0 ? v with { PropertyTitle = unknownProperty } : v), total, http);
    }

    private static void Within(SqlList<VisitView> found, Filter filter, TimeZoneInfo zone, HttpContext http)
    {
        if (filter.Date is { } date)
        {
            var day = LocalCalendar.Nearest(date);
            found.Where("v.starts_at >= ?", LocalCalendar.StartOf(day, zone)).Where("v.starts_at < ?", LocalCalendar.StartOf(day.AddDays(1), zone));
        }
        if (filter.From is { } from)
            found.Where("v.starts_at >= ?", from.In(zone));
        if (filter.To is { } to)
            found.Where("v.starts_at < ?", LocalCalendar.EndOf(http.Request.Query["to"].ToString(), to, zone));
    }

    /// <summary>Those that begin on a day as the organization lives it.</summary>
    internal static IQueryable<Visit> On(this IQueryable<Visit> visits, DateOnly day, TimeZoneInfo zone)
    {
        day = LocalCalendar.Nearest(day);
        var (start, end) = (LocalCalendar.StartOf(day, zone), LocalCalendar.StartOf(day.AddDays(1), zone));
        return visits.Where(v => v.StartsAt >= start && v.StartsAt < end);
    }

    private static string? Order(string? sort) =>
        sort switch
        {
            null or "" or "scheduled_at" => "v.starts_at, v.id",
            "-scheduled_at" => "v.starts_at desc, v.id desc",
            _ => null,
        };
}
