using Aldrava.Crm.Data;
using Aldrava.Media.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Photos;

/// <summary>Pictures that WhatsApp can fetch and show: https, JPEG or PNG, at most 5 MB.</summary>
internal static class ShownPhoto
{
    private const long MostBytes = 5 * 1024 * 1024;
    private const int LookedAt = 5;
    private const string Upload = "/image/upload/";
    private const string AsJpeg = "c_limit,w_1280,h_1280,f_jpg,q_auto/";

    /// <summary>The first such picture of each listing that has one.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> FirstOfAsync(
        CrmDbContext db,
        IMediaLibrary media,
        IReadOnlyCollection<long> propertyIds,
        CancellationToken ct
    )
    {
        var photos = await db
            .Photos.AsNoTracking()
            .Where(p => propertyIds.Contains(p.PropertyId) && p.Position < LookedAt)
            .OrderBy(p => p.Position)
            .Select(p => new
            {
                p.PropertyId,
                p.Url,
                p.MediaName,
            })
            .ToListAsync(ct);
        string[] names = [.. photos.Select(p => p.MediaName).OfType<string>()];
        var sizes = names.Length == 0 ? new Dictionary<string, long>() : await media.SizesAsync(names, ct);
        var first = new Dictionary<long, string>();
        foreach (var photo in photos)
        {
            var size = photo.MediaName is { } name ? sizes.GetValueOrDefault(name, long.MaxValue) : (long?)null;
            if (LinkOf(photo.Url, size) is { } link)
                first.TryAdd(photo.PropertyId, link);
        }
        return first;
    }

    /// <summary>The address to hand out; null when WhatsApp would not take the picture.</summary>
    /// <param name="size">Of a file of ours; null for one in a cloud that makes what is asked for.</param>
    internal static string? LinkOf(string url, long? size)
    {
        if (!url.StartsWith("https://", StringComparison.Ordinal))
            return null;
        if (size is { } bytes)
            return bytes <= MostBytes && IsJpegOrPng(url) ? url : null;
        var at = url.IndexOf(Upload, StringComparison.Ordinal);
        if (at < 0)
            return null;
        // A signature fixes how the picture is made.
        var rest = url[(at + Upload.Length)..];
        return rest.StartsWith("s--", StringComparison.Ordinal)
            ? IsJpegOrPng(url)
                ? url
                : null
            : $"{url[..(at + Upload.Length)]}{AsJpeg}{rest}";
    }

    private static bool IsJpegOrPng(string url) =>
        url.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase)
        || url.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase)
        || url.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
