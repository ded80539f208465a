using System.Net;
using System.Net.Http.Headers;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Where a file is for the next five minutes, and what Meta says of it.</summary>
/// <param name="Sha256">Hex.</param>
internal sealed record MediaPlace(Uri Url, string? MimeType, string? Sha256, long? Size);

/// <summary>Why a file did not come.</summary>
internal enum MediaTrouble
{
    None,

    /// <summary>Worth another try later.</summary>
    Passing,

    /// <summary>The address is no longer good: a new one is to be asked for.</summary>
    AskAgain,

    /// <summary>Meta does not know the id, or it is not this number's.</summary>
    Gone,
}

/// <summary>Fetches files that customers sent: first the address, then the bytes, both with the number's token.</summary>
internal sealed class GraphMedia(HttpClient http, GraphOptions options)
{
    private const int LongestId = 128;
    private const int UnknownObject = 100;

    /// <summary>Ids become part of an address: only what looks like one does.</summary>
    internal static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    internal async Task<(MediaPlace? Place, MediaTrouble Trouble)> LocateAsync(GraphNumber number, string mediaId, CancellationToken ct)
    {
        using var request = Request(options.MediaOf(mediaId), number);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        using var answer = JsonText.TryParse(await ReadAsync(response.Content, ct));
        var root = answer?.RootElement;
        if (root.Object("error") is { } error)
            return (null, error.Integer("code") is UnknownObject ? MediaTrouble.Gone : MediaTrouble.Passing);
        if (!response.IsSuccessStatusCode)
            return (null, response.StatusCode is HttpStatusCode.NotFound ? MediaTrouble.Gone : MediaTrouble.Passing);
        if (!Uri.TryCreate(root.Text("url"), UriKind.Absolute, out var url) || !options.MayHoldFiles(url))
            return (null, MediaTrouble.Passing);
        var size = long.TryParse(root.Text("file_size"), System.Globalization.CultureInfo.InvariantCulture, out var bytes) ? bytes : (long?)null;
        return (new MediaPlace(url, root.Text("mime_type"), MediaHash.ToHex(root.Text("sha256")), size), MediaTrouble.None);
    }

    /// <summary>Hands the bytes to <paramref name="take"/> while they come.</summary>
    internal async Task<MediaTrouble> DownloadAsync(GraphNumber number, MediaPlace place, Func<Stream, Task> take, CancellationToken ct)
    {
        using var request = Request(place.Url, number);
        // Meta refuses clients that do not say who they are.
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Aldrava", "1.0"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
            return response.StatusCode is HttpStatusCode.NotFound ? MediaTrouble.AskAgain : MediaTrouble.Passing;
        await using var content = await response.Content.ReadAsStreamAsync(ct);
        await take(content);
        return MediaTrouble.None;
    }

    private static HttpRequestMessage Request(Uri address, GraphNumber number) =>
        new(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", number.AccessToken) } };

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        var buffer = new byte[options.LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return buffer.AsMemory(0, length);
    }
}

/// <summary>SHA-256 as Meta writes it: base64 in webhooks, hex in the API.</summary>
internal static class MediaHash
{
    private const int Length = 32;

    /// <summary>Lower-case hex; null for what is no such hash.</summary>
    internal static string? ToHex(string? hash)
    {
        if (hash is null)
            return null;
        if (hash.Length == Length * 2 && hash.All(char.IsAsciiHexDigit))
            return hash.ToLowerInvariant();
        Span<byte> bytes = stackalloc byte[Length];
        return hash.Length <= Length * 2 && Convert.TryFromBase64String(hash, bytes, out var written) && written == Length
            ? Convert.ToHexStringLower(bytes)
            : null;
    }
}
