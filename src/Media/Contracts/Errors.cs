using Aldrava.Platform.Http;

namespace Aldrava.Media.Contracts;

/// <summary>What can go wrong with files.</summary>
public static class Errors
{
    private const int LongestName = 100;

    /// <summary>Files that are sent, and files that are asked for.</summary>
    public static class Media
    {
        /// <summary>404: no such file.</summary>
        public static Error NotFound() => Error.NotFound("media.not_found");

        /// <summary>416: it is not that long.</summary>
        public static Error NoSuchRange() => new(StatusCodes.Status416RangeNotSatisfiable, "Range Not Satisfiable", "media.no_such_range");

        /// <summary>400: files come as multipart/form-data.</summary>
        public static Error NotMultipart() => Error.BadRequest("media.not_multipart");

        /// <summary>422: a form without a file.</summary>
        public static Error NoFile() => Error.Unprocessable("media.no_file");

        /// <summary>400: too many in one request.</summary>
        public static Error TooManyFiles(int max) => Error.BadRequest("media.too_many_files", new { max_files = max }, max);

        /// <summary>413: one of them is too large.</summary>
        public static Error TooLarge(string? file, long maxBytes) =>
            new(
                StatusCodes.Status413PayloadTooLarge,
                "Payload Too Large",
                "media.too_large",
                Details: new { file = Short(file), max_file_size_mb = maxBytes / (1024 * 1024) },
                Arguments: [maxBytes / (1024 * 1024)]
            );

        /// <summary>415: not a picture of a kind we take, whatever its name says, or a damaged one.</summary>
        public static Error Unsupported(string? file) =>
            new(
                StatusCodes.Status415UnsupportedMediaType,
                "Unsupported Media Type",
                "media.unsupported",
                Details: new { file = Short(file), allowed_formats = ICloudinary.AllowedFormats }
            );

        /// <summary>503: the store does not answer.</summary>
        public static Error StoreUnavailable() =>
            new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "media.store_unavailable", RetryAfter: TimeSpan.FromSeconds(30));

        /// <summary>503: nobody told the server which cloud takes uploads.</summary>
        public static Error NoCloud() => new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "media.no_cloud");

        private static string? Short(string? file) => file?.Length > LongestName ? file[..LongestName] : file;
    }
}
