using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits/{id}: one visit the caller may see.</summary>
internal static class ShowVisit
{
    internal static async Task<IResult> Handle(
        RecordKey id,
        CurrentUser user,
        CrmDbContext db,
        ErrorMessages messages,
        HttpContext http,
        CancellationToken ct
    ) =>
        await db.Visits.VisibleTo(user).WithKey(id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleOrDefaultAsync(ct) is { } visit
            ? Versioned.Ok(visit)
            : Errors.Visit.NotFound(id.Identifier);
}
