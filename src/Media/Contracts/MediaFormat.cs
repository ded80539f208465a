using System.Buffers.Binary;

namespace Aldrava.Media.Contracts;

/// <summary>A kind of file we take, told by its first bytes; its name and what a client says of it count for nothing.</summary>
public sealed record MediaFormat
{
    /// <summary>How many first bytes are looked at.</summary>
    internal const int SniffLength = 256;

    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis"];
    private static readonly string[] GeneralBrands = ["mif1", "mif2", "miaf"];

    private MediaFormat(string extension, string contentType) => (Extension, ContentType) = (extension, contentType);

    /// <summary>JPEG.</summary>
    public static MediaFormat Jpeg { get; } = new("jpg", "image/jpeg");

    /// <summary>PNG.</summary>
    public static MediaFormat Png { get; } = new("png", "image/png");

    /// <summary>WebP.</summary>
    public static MediaFormat Webp { get; } = new("webp", "image/webp");

    /// <summary>HEIC, as iPhones take pictures.</summary>
    public static MediaFormat Heic { get; } = new("heic", "image/heic");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MediaFormat> All { get; } = [Jpeg, Png, Webp, Heic];

    /// <summary>The ending of its files' names.</summary>
    public string Extension { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }

    /// <summary>The format that files of this ending have; null when it is none of ours.</summary>
    internal static MediaFormat? OfExtension(string extension) => All.FirstOrDefault(f => f.Extension == extension);

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
