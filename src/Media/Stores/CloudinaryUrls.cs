using Aldrava.Media.Contracts;

namespace Aldrava.Media.Stores;

/// <summary>
/// Which addresses are pictures of our cloud. Decided on the parsed address, never on the text: <c>https</c>, the host exactly <c>res.cloudinary.com</c>,
/// the first segment exactly our cloud, then <c>image/upload</c>, so that nothing is shown that Cloudinary only fetches from elsewhere or passes through.
/// </summary>
internal static class CloudinaryUrls
{
    private const string Host = "res.cloudinary.com";
    private const string Thumbnail = "c_fill,w_400,h_300,g_auto,f_auto,q_auto";

    /// <summary>The address as it is to be stored; null when it is not ours.</summary>
    public static string? Ours(string url, string? cloudName)
    {
        if (cloudName is null || !IsPlain(url) || !Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return null;
        if (parsed is not { Scheme: "https", Host: Host, IsDefaultPort: true, UserInfo: "" })
            return null;
        return parsed.AbsolutePath.Split('/') is ["", var cloud, "image", "upload", .. { Length: > 0 } rest] && cloud == cloudName && rest[^1].Length > 0
            ? parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped)
            : null;
    }

    /// <summary>A smaller picture that Cloudinary makes of one of ours. Where a signature fixes how it is made, the picture itself.</summary>
    public static string ThumbnailOf(string ours)
    {
        const string upload = "/image/upload/";
        var after = ours.IndexOf(upload, StringComparison.Ordinal) + upload.Length;
        return ours.AsSpan(after).StartsWith("s--") ? ours : $"{ours[..after]}{Thumbnail}/{ours[after..]}";
    }

    /// <summary>Printable ASCII without what parsers read in different ways: blanks, control characters, backslashes.</summary>
    internal static bool IsPlain(string url) => !url.AsSpan().ContainsAnyExceptInRange('!', '~') && !url.Contains('\\', StringComparison.Ordinal);
}

/// <summary>What phones are told of our cloud.</summary>
internal sealed class CloudinaryAccount(CloudinaryOptions options) : ICloudinary
{
    public CloudinaryUploads? Uploads =>
        options is { CloudName: { } cloud, UploadPreset: { } preset } ? new(cloud, preset, $"{options.ApiUrl}/v1_1/{cloud}") : null;
}
