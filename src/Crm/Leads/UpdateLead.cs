using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Leads;

/// <summary>PUT /mobile/leads/{id}: changes what is known of somebody. A field left out stays as it is, null clears it; the history keeps what was there.</summary>
internal static class UpdateLead
{
    private const string PropertyMissing = "leads_property_missing";

    public sealed record Request(
        [Required, StringLength(LeadLimits.Name)] Optional<string> Name = default,
        [StringLength(LeadLimits.Email), EmailAddress] Optional<string?> Email = default,
        [StringLength(LeadLimits.Phone)] Optional<string?> Phone = default,
        [StringLength(LeadLimits.Source)] Optional<string?> Source = default,
        [StringLength(LeadLimits.Notes)] Optional<string?> Notes = default,
        Optional<long?> PropertyId = default,
        Optional<Guid?> PropertyClientId = default,
        [Range(0d, LeadLimits.Budget)] Optional<decimal?> Budget = default,
        Optional<Wishes?> Wishes = default,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(Phone: "+351 912 345 679", Notes: "Ligar depois das 18h.", Budget: 475_000m);
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        References references,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var lead = await db.ForUpdate<Lead>(id).VisibleTo(user).SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id.Identifier);
        if (ifMatch.Refuses(lead.Version, lead.Id) is { } stale)
            return stale;
        var (propertyId, missing) = await PropertyAsync(request, lead, references, ct);
        if (missing is not null)
            return missing;

        if (lead.Change(Facts(request, lead, propertyId), Moment.Of(user, request.OccurredAt, clock.GetUtcNow())) is { } change)
        {
            await db.AddAsync(change, ct);
            db.Publish(new LeadUpdated(lead.OrganizationId, lead.Id, lead.AssignedAgentId, lead.Version, user.UserId));
            if (await db.SaveAsync(ct) is { } violation)
                return violation.Constraint == PropertyMissing ? Errors.RelatedMissing("property_id", propertyId!) : CommonErrors.Record.Exists();
        }
        var view = await db.Leads.Where(l => l.Id == lead.Id).Select(LeadView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static async Task<(long? Id, Error? Missing)> PropertyAsync(Request request, Lead lead, References references, CancellationToken ct)
    {
        var (id, clientId) = (request.PropertyId.Or(null), request.PropertyClientId.Or(null));
        if (id is not null || clientId is not null)
            return await references.PropertyAsync(id, clientId, ct);
        return (request.PropertyId.IsGiven || request.PropertyClientId.IsGiven ? null : lead.PropertyId, null);
    }

    private static LeadFacts Facts(Request request, Lead lead, long? propertyId) =>
        new(request.Name.Or(lead.Name))
        {
            Email = request.Email.Or(lead.Email),
            Phone = request.Phone.Or(lead.Phone),
            Source = request.Source.Or(lead.Source),
            Notes = request.Notes.Or(lead.Notes),
            PropertyId = propertyId,
            Budget = request.Budget.Or(lead.Budget),
            Wishes = request.Wishes.TryGet(out var wishes) ? wishes?.Store() : lead.Wishes,
        };
}
