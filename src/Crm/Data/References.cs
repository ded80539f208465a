using Aldrava.Crm.Leads;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Data;

/// <summary>
/// What a body refers to, as <c>lead_id</c> or, before the device knows the id, as <c>lead_client_id</c> (crm.md, Offline first). What the caller may
/// not see is not there.
/// </summary>
internal sealed class References(CrmDbContext db, CurrentUser user)
{
    /// <summary>The lead's id, or null when none was named, or 409.</summary>
    public Task<(long? Id, Error? Missing)> LeadAsync(long? id, Guid? clientId, CancellationToken ct) =>
        FindAsync(db.Leads.VisibleTo(user), "lead", id, clientId, ct);

    /// <summary>The property's.</summary>
    public Task<(long? Id, Error? Missing)> PropertyAsync(long? id, Guid? clientId, CancellationToken ct) =>
        FindAsync(db.Properties, "property", id, clientId, ct);

    /// <summary>The visit's.</summary>
    public Task<(long? Id, Error? Missing)> VisitAsync(long? id, Guid? clientId, CancellationToken ct) =>
        FindAsync(db.Visits.VisibleTo(user), "visit", id, clientId, ct);

    private static async Task<(long? Id, Error? Missing)> FindAsync<T>(IQueryable<T> visible, string name, long? id, Guid? clientId, CancellationToken ct)
        where T : class, IRecord
    {
        if (id is null && clientId is null)
            return (null, null);
        var key = id is { } given ? new RecordKey(given, ClientId: null) : new RecordKey(0, clientId);
        if (await visible.WithKey(key).Select(r => (long?)r.Id).SingleOrDefaultAsync(ct) is { } found)
            return (found, null);
        return (null, Errors.RelatedMissing(key.ClientId is null ? $"{name}_id" : $"{name}_client_id", key.Identifier));
    }
}
