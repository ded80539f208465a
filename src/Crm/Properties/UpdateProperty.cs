using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Properties;

/// <summary>PUT /mobile/properties/{id}: changes a listing of the caller's, an administrator any; what is not sent stays as it is, null clears it.</summary>
internal static class UpdateProperty
{
    public sealed record Request(
        [StringLength(200)] Optional<string?> Title = default,
        [StringLength(20_000)] Optional<string?> Description = default,
        [StringLength(40), RegularExpression(@"\s*[A-Za-z0-9][A-Za-z0-9\-/.]*\s*")] Optional<string?> Reference = default,
        Optional<Business> Business = default,
        Optional<PropertyType> Type = default,
        [RegularExpression(@"\s*[TtVv]\d{1,2}(\+\d{0,2})?\s*")] Optional<string?> Typology = default,
        [Range(0d, 999_999_999_999d)] Optional<decimal?> Price = default,
        [Range(0d, 9_999_999_999d)] Optional<decimal?> Area = default,
        [Range(0, 1000)] Optional<int?> Bedrooms = default,
        [Range(0, 1000)] Optional<int?> Bathrooms = default,
        [StringLength(300)] Optional<string?> Address = default,
        [StringLength(100)] Optional<string?> Municipality = default,
        [StringLength(100)] Optional<string?> District = default,
        [StringLength(20)] Optional<string?> PostalCode = default,
        [Range(-90d, 90d)] Optional<double?> Latitude = default,
        [Range(-180d, 180d)] Optional<double?> Longitude = default,
        Optional<PropertyStatus> Status = default,
        Optional<long?> AgentId = default,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(Price: 659_000m, Status: PropertyStatus.Reserved);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            if (Title.TryGet(out var title) && string.IsNullOrWhiteSpace(title))
                yield return ("title", "missing");
            if (Reference.TryGet(out var reference) && string.IsNullOrWhiteSpace(reference))
                yield return ("reference", "missing");
        }

        internal PropertyFacts Over(PropertyFacts current) =>
            new(Title.Or(current.Title)!)
            {
                Description = Description.Or(current.Description),
                Business = Business.Or(current.Business),
                Type = Type.Or(current.Type),
                Typology = Typology.Or(current.Typology),
                Price = Price.Or(current.Price),
                Area = Area.Or(current.Area),
                Bedrooms = Bedrooms.Or(current.Bedrooms),
                Bathrooms = Bathrooms.Or(current.Bathrooms),
                Address = Address.Or(current.Address),
                Municipality = Municipality.Or(current.Municipality),
                District = District.Or(current.District),
                PostalCode = PostalCode.Or(current.PostalCode),
                Latitude = Latitude.Or(current.Latitude),
                Longitude = Longitude.Or(current.Longitude),
                Status = Status.Or(current.Status),
            };
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IAgentDirectory agents,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.ForUpdate<Property>(id).SingleOrDefaultAsync(ct) is not { } property)
            return Errors.Property.NotFound(id.Identifier);
        if (!property.MayBeChangedBy(user))
            return Errors.Property.NotYours(property.Id);
        if (ifMatch.Refuses(property.Version, property.Id) is { } stale)
            return stale;
        var agentId = request.AgentId.Or(property.AgentId);
        if (agentId != property.AgentId && await RefusesAgentAsync(agentId, user, agents, ct) is { } refusal)
            return refusal;

        var (price, status) = (property.Price, property.Status);
        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var changed = property.Change(request.Over(property.Facts), request.Reference.Or(property.Reference)!, agentId, moment);
        if (changed.Count > 0)
        {
            await db.AddAsync(property.Changed(changed, price, status, moment), ct);
            db.Publish(ChangeOf(property, changed, price, status, user));
            if (await db.SaveAsync(ct) is { } violation)
                return violation.Constraint == CreateProperty.ReferenceTaken
                    ? Errors.Property.ReferenceTaken(property.Reference)
                    : CommonErrors.Record.Exists();
        }
        var view = await db.Properties.Where(p => p.Id == property.Id).Select(PropertyView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static async Task<Error?> RefusesAgentAsync(long? agentId, CurrentUser user, IAgentDirectory agents, CancellationToken ct)
    {
        if (!user.ManagesAll)
            return CommonErrors.Permission.Denied();
        return agentId is { } chosen && await agents.FindAsync(chosen, ct) is null ? Errors.RelatedMissing("agent_id", chosen) : null;
    }

    private static PropertyChanged ChangeOf(Property property, IReadOnlyList<string> changed, decimal? oldPrice, PropertyStatus oldStatus, CurrentUser user) =>
        new(
            property.OrganizationId,
            property.Id,
            property.AgentId,
            changed,
            oldPrice,
            property.Price,
            oldStatus.Written(),
            property.Status.Written(),
            user.UserId
        );
}
