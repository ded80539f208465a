using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Visits;

/// <summary>Where a visit takes place and who is in charge there.</summary>
internal sealed record Place(long PropertyId, string Title, long AgentId)
{
    /// <summary>An agent shows what they list; an administrator sends the property's agent, or <paramref name="otherwise"/> when it has none.</summary>
    public static async Task<(Place? Place, Error? Refused)> FindAsync(RecordKey key, long? otherwise, CurrentUser user, CrmDbContext db, CancellationToken ct)
    {
        if (user.AgentId is null && !user.ManagesAll)
            return (null, CommonErrors.Permission.AgentsOnly());
        var property = await db
            .Properties.WithKey(key)
            .Select(p => new
            {
                p.Id,
                p.Title,
                p.AgentId,
            })
            .SingleOrDefaultAsync(ct);
        if (property is null)
            return (null, Errors.Property.NotFound(key.Identifier));
        if (!user.ManagesAll && property.AgentId != user.AgentId)
            return (null, Errors.Visit.NotYourProperty(property.Id));
        return (property.AgentId ?? otherwise) is { } agentId
            ? (new Place(property.Id, property.Title, agentId), null)
            : (null, Errors.Visit.NoAgent(property.Id));
    }
}

/// <summary>Who comes.</summary>
internal sealed record Guest(long Id, string Name)
{
    /// <summary>One of the leads the caller may see; none when none is named.</summary>
    public static async Task<(Guest? Guest, Error? Missing)> FindAsync(long? leadId, Guid? clientId, CurrentUser user, CrmDbContext db, CancellationToken ct)
    {
        if (leadId is null && clientId is null)
            return (null, null);
        var key = leadId is { } id ? new RecordKey(id, ClientId: null) : new RecordKey(0, clientId);
        if (await db.Leads.VisibleTo(user).WithKey(key).Select(l => new Guest(l.Id, l.Name)).SingleOrDefaultAsync(ct) is { } guest)
            return (guest, null);
        return (null, Errors.RelatedMissing(leadId is null ? "lead_client_id" : "lead_id", key.Identifier));
    }
}
