using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>
/// Lets the segments through that a picture is made of (tables, scans, colour profile) and leaves out those that tell of it: Exif, XMP, IPTC, comments,
/// further pictures. What follows the end of the picture (phones append films there) goes as well.
/// </summary>
internal static class CleanJpeg
{
    private const byte Start = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;
    private const byte App14 = 0xEE;
    private const byte App15 = 0xEF;
    private const byte Comment = 0xFE;

    public static async Task RunAsync(Passage passage, CancellationToken ct)
    {
        await passage.CopyAsync(2, ct);
        var hasExif = false;
        while (true)
        {
            var marker = await MarkerAsync(passage, ct);
            if (marker == EndOfImage)
                break;
            if (IsAlone(marker))
            {
                await passage.CopyAsync(2, ct);
                continue;
            }
            var size = BinaryPrimitives.ReadUInt16BigEndian((await passage.PeekAsync(4, ct)).Span[2..]);
            if (size < 2)
                throw Passage.Damaged();
            if (await IsPictureAsync(passage, marker, size, ct))
                await passage.CopyAsync(2 + size, ct);
            else
                hasExif |= await LeaveOutAsync(passage, marker, size, hasExif, ct);
            if (marker == StartOfScan && !await CopyScanAsync(passage, ct))
                return;
        }
        await passage.CopyAsync(2, ct);
        await passage.DrainAsync(ct);
    }

    private static async Task<byte> MarkerAsync(Passage passage, CancellationToken ct)
    {
        while (true)
        {
            var next = await passage.PeekAsync(2, ct);
            if (next.Span[0] != Start)
                throw Passage.Damaged();
            if (next.Span[1] != Start)
                return next.Span[1];
            await passage.SkipAsync(1, ct);
        }
    }

    private static bool IsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD8);

    private static async Task<bool> IsPictureAsync(Passage passage, byte marker, int size, CancellationToken ct)
    {
        if (marker is not (>= App0 and <= App15 or Comment))
            return true;
        var start = await passage.PeekAsync(2 + Math.Min(size, 16), ct);
        var name = start.Span[4..];
        return marker switch
        {
            App0 => name.StartsWith("JFIF\0"u8),
            App2 => name.StartsWith("ICC_PROFILE\0"u8),
            App14 => name.StartsWith("Adobe"u8),
            _ => false,
        };
    }

    /// <summary>Leaves a segment out, or puts what is kept of it in its place; true when it did.</summary>
    private static async Task<bool> LeaveOutAsync(Passage passage, byte marker, int size, bool hasExif, CancellationToken ct)
    {
        if (marker != App1 || hasExif)
        {
            await passage.SkipAsync(2 + size, ct);
            return false;
        }
        var segment = await passage.TakeAsync(2 + size, ct);
        if (!segment.AsSpan(4).StartsWith(Exif.Header) || Exif.OrientationOf(segment.AsSpan(4)) is not (> 1 and var orientation))
            return false;
        byte[] block = [.. Exif.Header, .. Exif.Only(orientation)];
        await passage.WriteAsync(new byte[] { Start, App1, 0, (byte)(2 + block.Length) }, ct);
        await passage.WriteAsync(block, ct);
        return true;
    }

    /// <summary>Copies compressed data up to the next marker; false when the file ends there, as some cameras leave it.</summary>
    private static async Task<bool> CopyScanAsync(Passage passage, CancellationToken ct)
    {
        while (await passage.TryFillAsync(2, ct))
        {
            var plain = passage.Buffered.Span.IndexOf(Start);
            if (plain != 0)
            {
                await passage.CopyAsync(plain < 0 ? passage.Buffered.Length : plain, ct);
                continue;
            }
            var next = passage.Buffered.Span[1];
            if (next is not (0 or Start or (>= 0xD0 and <= 0xD7)))
                return true;
            await passage.CopyAsync(next == Start ? 1 : 2, ct);
        }
        await passage.CopyAsync(passage.Buffered.Length, ct);
        return false;
    }
}
