using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits/today: what the day holds, as the organization's calendar counts days; soonest first.</summary>
internal static class TodaysVisits
{
    internal static Task<IResult> Handle(
        Page page,
        CurrentUser user,
        CrmDbContext db,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var today = db.Visits.VisibleTo(user).On(LocalCalendar.Today(clock, user.TimeZone), user.TimeZone);
        return page.AnswerAsync(today.OrderBy(v => v.StartsAt).ThenBy(v => v.Id).Select(VisitView.Of(messages.UnknownProperty(http))), http, ct);
    }
}
