using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>Lets the chunks through that make the picture and its colours; texts, times, XMP, unknown chunks and what follows the end stay out.</summary>
internal static class CleanPng
{
    private const int LargestExif = 64 * 1024;
    private static readonly HashSet<string> Picture = new(
        "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST acTL fcTL fdAT".Split(' '),
        StringComparer.Ordinal
    );

    public static async Task RunAsync(Passage passage, CancellationToken ct)
    {
        await passage.CopyAsync(8, ct);
        while (true)
        {
            var head = await passage.PeekAsync(8, ct);
            var size = BinaryPrimitives.ReadUInt32BigEndian(head.Span);
            var type = System.Text.Encoding.Latin1.GetString(head.Span[4..8]);
            if (Picture.Contains(type))
                await passage.CopyAsync(12L + size, ct);
            else if (type == "eXIf" && size <= LargestExif)
                await ReplaceAsync(passage, (int)size, ct);
            else
                await passage.SkipAsync(12L + size, ct);
            if (type == "IEND")
                break;
        }
        await passage.DrainAsync(ct);
    }

    private static async Task ReplaceAsync(Passage passage, int size, CancellationToken ct)
    {
        var chunk = await passage.TakeAsync(12 + size, ct);
        if (Exif.OrientationOf(chunk.AsSpan(8, size)) is not (> 1 and var orientation))
            return;
        byte[] typeAndData = [.. "eXIf"u8, .. Exif.Only(orientation)];
        var frame = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(frame, typeAndData.Length - 4);
        await passage.WriteAsync(frame, ct);
        await passage.WriteAsync(typeAndData, ct);
        BinaryPrimitives.WriteUInt32BigEndian(frame, Crc(typeAndData));
        await passage.WriteAsync(frame, ct);
    }

    /// <summary>The checksum of PNG (ISO 3309), bit by bit: it is only ever made of thirty bytes.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }
        return ~crc;
    }
}
