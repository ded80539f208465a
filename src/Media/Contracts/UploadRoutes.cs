using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Aldrava.Media.Contracts;

/// <summary>A route that takes files: its body may be longer than that of others.</summary>
/// <param name="Limits">What it takes.</param>
public sealed record TakesFiles(MediaLimits Limits) : IRequestSizeLimitMetadata
{
    /// <inheritdoc />
    public long? MaxRequestBodySize => Limits.MaxRequestBytes;
}

/// <summary>Words of route tables.</summary>
public static class UploadRoutes
{
    /// <summary>Takes files as multipart/form-data.</summary>
    public static RouteHandlerBuilder TakesFiles(this RouteHandlerBuilder route, MediaLimits limits) =>
        route
            .WithMetadata(new TakesFiles(limits))
            .Fails(
                Errors.Media.NotMultipart(),
                Errors.Media.NoFile(),
                Errors.Media.TooManyFiles(limits.MaxFiles),
                Errors.Media.TooLarge(null, limits.MaxBytes),
                Errors.Media.Unsupported(null),
                Errors.Media.StoreUnavailable()
            );
}
