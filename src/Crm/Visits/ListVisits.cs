using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits: the caller's visits, all of the organization's for who sees all; by day or period (a bare date as its end is the whole day), soonest first.</summary>
internal static class ListVisits
{
    internal sealed record Filter(
        [FromQuery(Name = "date")] DateOnly? Date,
        [FromQuery(Name = "from")] ClientTime? From,
        [FromQuery(Name = "to")] ClientTime? To,
        [FromQuery(Name = "status")] Choice<VisitStatus>? Status,
        [FromQuery(Name = "sort")] string? Sort
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser user,
        CrmDbContext db,
        ErrorMessages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = Within(db.Visits.VisibleTo(user), filter, user.TimeZone, http);
        if (filter.Status is { Value: var status })
            found = found.Where(v => v.Status == status);
        return Sorted(found, filter.Sort) is { } sorted
            ? await page.AnswerAsync(sorted.Select(VisitView.Of(messages.UnknownProperty(http))), http, ct)
            : Lists.UnknownSort(http);
    }

    private static IQueryable<Visit> Within(IQueryable<Visit> found, Filter filter, TimeZoneInfo zone, HttpContext http)
    {
        if (filter.Date is { } day)
            found = found.On(day, zone);
        if (filter.From is { } from)
        {
            var start = from.In(zone);
            found = found.Where(v => v.StartsAt >= start);
        }
        if (filter.To is { } to)
        {
            var end = LocalCalendar.EndOf(http.Request.Query["to"].ToString(), to, zone);
            found = found.Where(v => v.StartsAt < end);
        }
        return found;
    }

    /// <summary>Those that begin on a day as the organization lives it.</summary>
    internal static IQueryable<Visit> On(this IQueryable<Visit> visits, DateOnly day, TimeZoneInfo zone)
    {
        day = LocalCalendar.Nearest(day);
        var (start, end) = (LocalCalendar.StartOf(day, zone), LocalCalendar.StartOf(day.AddDays(1), zone));
        return visits.Where(v => v.StartsAt >= start && v.StartsAt < end);
    }

    private static IOrderedQueryable<Visit>? Sorted(IQueryable<Visit> found, string? sort) =>
        sort switch
        {
            null or "" or "scheduled_at" => found.OrderBy(v => v.StartsAt).ThenBy(v => v.Id),
            "-scheduled_at" => found.OrderByDescending(v => v.StartsAt).ThenByDescending(v => v.Id),
            _ => null,
        };
}
