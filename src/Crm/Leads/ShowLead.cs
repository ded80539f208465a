using Aldrava.Crm.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>GET /mobile/leads/{id}: one lead the caller may see.</summary>
internal static class ShowLead
{
    internal static async Task<IResult> Handle(long id, CurrentUser user, CrmDbContext db, CancellationToken ct) =>
        await db.Leads.VisibleTo(user).Where(l => l.Id == id).Select(LeadView.Of).SingleOrDefaultAsync(ct) is { } lead
            ? TypedResults.Ok(lead)
            : Errors.Lead.NotFound(id);
}
