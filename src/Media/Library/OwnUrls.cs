using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;

namespace Aldrava.Media.Library;

/// <summary>Reads the name of a file out of its address. Only the name goes on: what is stored is the address that the store gives it.</summary>
internal sealed class OwnUrls(MediaOptions options, IMediaStore store)
{
    /// <summary>The name, or null when the address is none of ours. <paramref name="host"/>: under which the caller reaches this server.</summary>
    public string? NameIn(string url, string? host)
    {
        var name = url[(url.LastIndexOf('/') + 1)..];
        if (FileNames.FormatOf(name) is not { } format || !MediaFormat.All.Contains(format))
            return null;
        var relative = FileNames.Route + name;
        if (url == relative || url == store.UrlOf(name) || url == options.PublicUrl + relative)
            return name;
        return
            CloudinaryUrls.IsPlain(url)
            && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            && parsed.AbsolutePath == relative
            && string.Equals(parsed.Authority, host, StringComparison.OrdinalIgnoreCase)
            ? name
            : null;
    }
}
