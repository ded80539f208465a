using System.Globalization;
using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Tasks;

/// <summary>
/// GET /mobile/tasks: the caller's tasks, all of the organization's for who sees all; soonest due first, those without a date last. <c>due</c> is
/// <c>today</c>, <c>overdue</c> (before today), <c>upcoming</c> (after today), <c>none</c> or a date.
/// </summary>
internal static class ListTasks
{
    internal sealed record Filter(
        [FromQuery(Name = "status")] Choice<TaskState>? Status,
        [FromQuery(Name = "due")] string? Due,
        [FromQuery(Name = "lead_id")] long? LeadId,
        [FromQuery(Name = "priority")] Choice<TaskPriority>? Priority,
        [FromQuery(Name = "search")] string? Search,
        [FromQuery(Name = "sort")] string? Sort
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser user,
        CrmDbContext db,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = db.Tasks.VisibleTo(user);
        if (filter.Status is { Value: var status })
            found = found.Where(t => t.Status == status);
        if (filter.LeadId is { } leadId)
            found = found.Where(t => t.LeadId == leadId);
        if (filter.Priority is { Value: var priority })
            found = found.Where(t => t.Priority == priority);
        foreach (var word in SearchText.Words(filter.Search))
            found = found.Where(t => t.SearchText.Contains(word));
        if (Due(found, filter.Due, LocalCalendar.Today(clock, user.TimeZone), user.TimeZone) is not { } due)
            return FieldErrors.One(http, "query.due", "enum");
        return Sorted(due, filter.Sort) is { } sorted ? await page.AnswerAsync(sorted.Select(TaskView.Of), http, ct) : Lists.UnknownSort(http);
    }

    private static IQueryable<AgentTask>? Due(IQueryable<AgentTask> found, string? due, DateOnly today, TimeZoneInfo zone)
    {
        switch (due)
        {
            case null or "":
                return found;
            case "none":
                return found.Where(t => t.DueAt == null);
            case "today":
                return On(found, today, zone);
            case "overdue":
                var start = LocalCalendar.StartOf(today, zone);
                return found.Where(t => t.DueAt < start);
            case "upcoming":
                var end = LocalCalendar.StartOf(today.AddDays(1), zone);
                return found.Where(t => t.DueAt >= end);
            default:
                var isDay = DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
                return isDay && day.Year is >= 1900 and <= 9000 ? On(found, day, zone) : null;
        }
    }

    private static IQueryable<AgentTask> On(IQueryable<AgentTask> found, DateOnly day, TimeZoneInfo zone)
    {
        var (start, end) = (LocalCalendar.StartOf(day, zone), LocalCalendar.StartOf(day.AddDays(1), zone));
        return found.Where(t => t.DueAt >= start && t.DueAt < end);
    }

    private static IOrderedQueryable<AgentTask>? Sorted(IQueryable<AgentTask> found, string? sort) =>
        sort switch
        {
            null or "" or "due_at" => found.OrderBy(t => t.DueAt).ThenBy(t => t.Id),
            "-due_at" => found.OrderByDescending(t => t.DueAt).ThenByDescending(t => t.Id),
            "created_at" => found.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id),
            "-created_at" => found.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id),
            _ => null,
        };
}
