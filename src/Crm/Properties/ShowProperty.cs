using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Properties;

/// <summary>GET /mobile/properties/{id}: one listing of the organization.</summary>
internal static class ShowProperty
{
    internal static async Task<IResult> Handle(RecordKey id, CrmDbContext db, CancellationToken ct) =>
        await db.Properties.WithKey(id).Select(PropertyView.Of).SingleOrDefaultAsync(ct) is { } property
            ? Versioned.Ok(property)
            : Errors.Property.NotFound(id.Identifier);
}
