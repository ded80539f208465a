using Aldrava.Crm.Matching;
using Aldrava.Platform.Http;

namespace Aldrava.Crm;

/// <summary>Who fits what, both ways.</summary>
internal static class MatchingEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var limit = new QueryParameters(("limit", MatchesOfLead.DefaultLimit));
        app.MapGroup("/mobile/leads")
            .WithTags("Leads")
            .RequireMember()
            .MapGet("/{id:record}/matches", MatchesOfLead.Handle)
            .WithMetadata(limit)
            .Returns<MatchesOfLead.View[]>()
            .Fails(Errors.Lead.NotFound(1L));
        app.MapGroup("/mobile/properties")
            .WithTags("Properties")
            .RequireMember()
            .MapGet("/{id:record}/matches", MatchesOfProperty.Handle)
            .WithMetadata(limit)
            .Returns<MatchesOfProperty.View[]>()
            .Fails(Errors.Property.NotFound(1L));
    }
}
