using Aldrava.Crm.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits/{id}: one visit the caller may see.</summary>
internal static class ShowVisit
{
    internal static async Task<IResult> Handle(long id, CurrentUser user, CrmDbContext db, ErrorMessages messages, HttpContext http, CancellationToken ct) =>
        await db.Visits.VisibleTo(user).Where(v => v.Id == id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleOrDefaultAsync(ct) is { } visit
            ? TypedResults.Ok(visit)
            : Errors.Visit.NotFound(id);
}
