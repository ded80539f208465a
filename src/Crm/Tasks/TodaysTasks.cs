using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Tasks;

/// <summary>GET /mobile/tasks/today: what is open and due today, as the organization's calendar counts days, or was due before; longest overdue first.</summary>
internal static class TodaysTasks
{
    internal static Task<IResult> Handle(Page page, CurrentUser user, CrmDbContext db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var tomorrow = LocalCalendar.StartOf(LocalCalendar.Today(clock, user.TimeZone).AddDays(1), user.TimeZone);
        var tasks = db.Tasks.VisibleTo(user).Where(t => t.Status == TaskState.Open && t.DueAt < tomorrow);
        return page.AnswerAsync(tasks.OrderBy(t => t.DueAt).ThenBy(t => t.Id).Select(TaskView.Of), http, ct);
    }
}
