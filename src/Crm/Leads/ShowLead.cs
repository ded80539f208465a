using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>GET /mobile/leads/{id}: one lead the caller may see.</summary>
internal static class ShowLead
{
    internal static async Task<IResult> Handle(RecordKey id, CurrentUser user, CrmDbContext db, CancellationToken ct) =>
        await db.Leads.VisibleTo(user).WithKey(id).Select(LeadView.Of).SingleOrDefaultAsync(ct) is { } lead
            ? Versioned.Ok(lead)
            : Errors.Lead.NotFound(id.Identifier);
}
