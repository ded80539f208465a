using System.Buffers.Binary;

namespace Aldrava.Media.Contracts;

/// <summary>A kind of file we take, told by its first bytes; its name and what a client says of it count for nothing.</summary>
public sealed record MediaFormat
{
    /// <summary>How many first bytes are looked at.</summary>
    internal const int SniffLength = 256;

    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis"];
    private static readonly string[] GeneralBrands = ["mif1", "mif2", "miaf"];

    private MediaFormat(string extension, string contentType, bool isShown = true) => (Extension, ContentType, IsShown) = (extension, contentType, isShown);

    /// <summary>JPEG.</summary>
    public static MediaFormat Jpeg { get; } = new("jpg", "image/jpeg");

    /// <summary>PNG.</summary>
    public static MediaFormat Png { get; } = new("png", "image/png");

    /// <summary>WebP.</summary>
    public static MediaFormat Webp { get; } = new("webp", "image/webp");

    /// <summary>HEIC, as iPhones take pictures.</summary>
    public static MediaFormat Heic { get; } = new("heic", "image/heic");

    /// <summary>Anything that is not known better: only ever downloaded.</summary>
    public static MediaFormat Binary { get; } = new("bin", "application/octet-stream", isShown: false);

    /// <summary>Sound that every phone plays.</summary>
    public static MediaFormat M4a { get; } = new("m4a", "audio/mp4");

    /// <summary>
    /// What people send each other beside pictures. Nothing here can run in a browser under our address: what could (HTML, SVG, scripts) is
    /// <see cref="Binary"/>.
    /// </summary>
    public static IReadOnlyList<MediaFormat> Attachments { get; } =
    [
        Binary,
        M4a,
        new("ogg", "audio/ogg"),
        new("mp3", "audio/mpeg"),
        new("aac", "audio/aac"),
        new("amr", "audio/amr"),
        new("mp4", "video/mp4"),
        new("3gp", "video/3gpp"),
        new("pdf", "application/pdf"),
        new("txt", "text/plain", isShown: false),
        new("csv", "text/csv", isShown: false),
        new("zip", "application/zip", isShown: false),
        new("doc", "application/msword", isShown: false),
        new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", isShown: false),
        new("xls", "application/vnd.ms-excel", isShown: false),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", isShown: false),
        new("ppt", "application/vnd.ms-powerpoint", isShown: false),
        new("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", isShown: false),
    ];

    /// <summary>All pictures.</summary>
    public static IReadOnlyList<MediaFormat> All { get; } = [Jpeg, Png, Webp, Heic];

    /// <summary>The ending of its files' names.</summary>
    public string Extension { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }

    /// <summary>Whether a browser shows or plays it; else it is offered for download.</summary>
    public bool IsShown { get; }

    /// <summary>The format a media type names, whatever its parameters (<c>audio/ogg; codecs=opus</c>); <see cref="Binary"/> for what is not known.</summary>
    public static MediaFormat OfContentType(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim();
        return All.Concat(Attachments).FirstOrDefault(f => string.Equals(f.ContentType, type, StringComparison.OrdinalIgnoreCase)) ?? Binary;
    }

    /// <summary>The format that files of this ending have; null when it is none of ours.</summary>
    internal static MediaFormat? OfExtension(string extension) => All.Concat(Attachments).FirstOrDefault(f => f.Extension == extension);

    /// <summary>The format that begins with these bytes; null when it is none of ours.</summary>
    public static MediaFormat? Sniff(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return Jpeg;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return Png;
        if (start.Length < 12)
            return null;
        if (start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8))
            return Webp;
        return start[4..].StartsWith("ftyp"u8) && IsHeic(start) ? Heic : null;
    }

    // The main brand says heic, or says only "some HEIF" and the list says heic. AVIF is HEIF as well, and not ours.
    private static bool IsHeic(ReadOnlySpan<byte> start)
    {
        var size = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(start), (uint)start.Length);
        if (HeicBrands.Contains(Brand(start, 8)))
            return true;
        if (!GeneralBrands.Contains(Brand(start, 8)))
            return false;
        for (var at = 16; at + 4 <= size; at += 4)
        {
            if (HeicBrands.Contains(Brand(start, at)))
                return true;
        }
        return false;
    }

    private static string Brand(ReadOnlySpan<byte> start, int at) => System.Text.Encoding.Latin1.GetString(start.Slice(at, 4));
}
