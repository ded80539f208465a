using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Microsoft.Net.Http.Headers;

namespace Aldrava.Media.Serving;

/// <summary>
/// GET /media/{name}: the content of a file, whole or in part (Range). Open to whoever knows its name, which cannot be guessed and whose content never
/// changes: browsers keep it for good.
/// </summary>
internal static class ServeMedia
{
    public const string CacheForEver = "public, max-age=31536000, immutable";

    internal static async Task<IResult> Handle(string name, HttpContext http, MediaShelf shelf, CancellationToken ct)
    {
        if (FileNames.FormatOf(name) is not { } format || await shelf.OpenAsync(name, ct) is not { } content)
            return Errors.Media.NotFound();
        var etag = new EntityTagHeaderValue($"\"{FileNames.IdOf(name)}\"");
        if (AsksBeyond(http, content.Length, etag))
        {
            await content.Stream.DisposeAsync();
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(content.Length).ToString();
            return Errors.Media.NoSuchRange();
        }
        http.Response.Headers.CacheControl = CacheForEver;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentDisposition = format.IsShown ? "inline" : "attachment";
        return TypedResults.Stream(content.Stream, format.ContentType, lastModified: null, entityTag: etag, enableRangeProcessing: true);
    }

    // The framework answers this with an empty 416; ours have a body.
    private static bool AsksBeyond(HttpContext http, long length, EntityTagHeaderValue etag)
    {
        var asked = http.Request.GetTypedHeaders();
        if (asked.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
            return false;
        if (asked.IfRange is { } condition && !etag.Compare(condition.EntityTag, useStrongComparison: true))
            return false;
        return ranges.Single() is { From: var from, To: var to } && (from >= length || (from is null && to == 0));
    }
}
