using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Dashboard;

/// <summary>GET /mobile/dashboard/recent-activity: what was done last, newest first; an agent hears of their own records, who sees all of everything.</summary>
internal static class RecentActivity
{
    internal const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    internal static async Task<IResult> Handle(CurrentUser user, CrmDbContext db, HttpContext http, CancellationToken ct)
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();

        var activities = await db
            .Activities.AsNoTracking()
            .VisibleTo(user)
            .OrderByDescending(a => a.OccurredAt)
            .ThenByDescending(a => a.Id)
            .Take(limit)
            .ToListAsync(ct);
        var text = ActivityText.For(http, user);
        return TypedResults.Ok(activities.Select(a => ActivityView.Of(a, text)));
    }
}
