using Aldrava.Media.Serving;
using Aldrava.Platform.Http;
using Errors = Aldrava.Media.Contracts.Errors;

namespace Aldrava.Media;

internal static class MediaEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var media = app.MapGroup("/media").WithTags("Media").AllowAnonymous();
        media
            .MapGet("/{name:length(34,40)}", ServeMedia.Handle)
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status206PartialContent)
            .Fails(Errors.Media.NotFound(), Errors.Media.NoSuchRange());
        media.MapMethods("/{name:length(34,40)}", [HttpMethods.Head], ServeMedia.Handle).ExcludeFromDescription();
    }
}
