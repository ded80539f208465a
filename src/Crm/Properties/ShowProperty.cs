using Aldrava.Crm.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Properties;

/// <summary>GET /mobile/properties/{id}: one listing of the organization.</summary>
internal static class ShowProperty
{
    internal static async Task<IResult> Handle(long id, CrmDbContext db, CancellationToken ct) =>
        await db.Properties.Where(p => p.Id == id).Select(PropertyView.Of).SingleOrDefaultAsync(ct) is { } property
            ? TypedResults.Ok(property)
            : Errors.Property.NotFound(id);
}
