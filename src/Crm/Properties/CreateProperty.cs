using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Properties;

/// <summary>POST /mobile/properties: lists a property for the caller's agent (an administrator may name another), under the next reference of the year unless it brings its own.</summary>
internal static class CreateProperty
{
    internal const string ReferenceTaken = "properties_reference_taken";
    internal const string ClientIdTaken = "properties_client_id_taken";

    public sealed record Request(
        [Required, StringLength(200)] string Title,
        [StringLength(20_000)] string? Description = null,
        [StringLength(40), RegularExpression(@"\s*[A-Za-z0-9][A-Za-z0-9\-/.]*\s*")] string? Reference = null,
        Business? Business = null,
        PropertyType? Type = null,
        [RegularExpression(@"\s*[TtVv]\d{1,2}(\+\d{0,2})?\s*")] string? Typology = null,
        [Range(0d, 999_999_999_999d)] decimal? Price = null,
        [Range(0d, 9_999_999_999d)] decimal? Area = null,
        [Range(0, 1000)] int? Bedrooms = null,
        [Range(0, 1000)] int? Bathrooms = null,
        [StringLength(300)] string? Address = null,
        [StringLength(100)] string? Municipality = null,
        [StringLength(100)] string? District = null,
        [StringLength(20)] string? PostalCode = null,
        [Range(-90d, 90d)] double? Latitude = null,
        [Range(-180d, 180d)] double? Longitude = null,
        PropertyStatus? Status = null,
        long? AgentId = null,
        Guid? ClientId = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example =>
            new("Moradia V3 com jardim em Cascais", Type: PropertyType.House, Typology: "T3", Price: 685_000m, Area: 182m, Municipality: "Cascais");

        internal PropertyFacts Facts() =>
            new(Title)
            {
                Description = Description,
                Business = Business ?? Properties.Business.Sale,
                Type = Type ?? PropertyType.Other,
                Typology = Typology,
                Price = Price,
                Area = Area,
                Bedrooms = Bedrooms,
                Bathrooms = Bathrooms,
                Address = Address,
                Municipality = Municipality,
                District = District,
                PostalCode = PostalCode,
                Latitude = Latitude,
                Longitude = Longitude,
                Status = Status ?? PropertyStatus.Available,
            };
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IAgentDirectory agents,
        NextReference references,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (user.AgentId is null && !user.ManagesAll)
            return CommonErrors.Permission.AgentsOnly();
        if (await FindAsync(db, request.ClientId, ct) is { } known)
            return Versioned.Ok(known);
        var agentId = user.ManagesAll ? request.AgentId ?? user.AgentId : user.AgentId;
        if (agentId is { } chosen && chosen != user.AgentId && await agents.FindAsync(chosen, ct) is null)
            return Errors.RelatedMissing("agent_id", chosen);

        await using var work = await session.BeginAsync(ct);
        if (await WaitForTwinAsync(db, request.ClientId, ct) is { } twin)
            return Versioned.Ok(twin);
        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var property = Property.List(user.OrganizationId, agentId, request.Facts(), request.ClientId, moment);
        property.Name(request.Reference ?? await references.TakeAsync(ct));
        await db.AddAsync(property, ct);
        while (await db.SaveAsync(ct) is { } violation)
        {
            if (violation.Constraint == ClientIdTaken)
                return await FindAsync(db, request.ClientId, ct) is { } first ? Versioned.Ok(first) : CommonErrors.Record.Exists();
            if (request.Reference is not null)
                return Errors.Property.ReferenceTaken(property.Reference);
            // Somebody gave this number by hand; the next one, then.
            property.Name(await references.TakeAsync(ct));
        }
        await db.AddAsync(property.Born(moment), ct);
        await db.SaveChangesAsync(ct);
        var view = await db.Properties.Where(p => p.Id == property.Id).Select(PropertyView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Created("/mobile/properties", view);
    }

    /// <summary>The same listing, sent at the same time under another key: it is waited for before a number is taken, which would be a gap.</summary>
    private static async Task<PropertyView?> WaitForTwinAsync(CrmDbContext db, Guid? clientId, CancellationToken ct)
    {
        if (clientId is null)
            return null;
        await db.LockAsync($"crm.property:{db.TenantId}:{clientId}", ct);
        return await FindAsync(db, clientId, ct);
    }

    private static async Task<PropertyView?> FindAsync(CrmDbContext db, Guid? clientId, CancellationToken ct) =>
        clientId is null ? null : await db.Properties.Where(p => p.ClientId == clientId).Select(PropertyView.Of).SingleOrDefaultAsync(ct);
}
