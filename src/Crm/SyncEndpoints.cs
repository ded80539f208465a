using Aldrava.Crm.Sync;
using Aldrava.Platform.Http;

namespace Aldrava.Crm;

internal static class SyncEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGroup("/mobile/sync")
            .WithTags("Offline")
            .RequireMember()
            .MapGet("", SyncChanges.Handle)
            .WithMetadata(new QueryParameters(("limit", SyncChanges.DefaultLimit)))
            .Returns<SyncChanges.Answer>();
}
