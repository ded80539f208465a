using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>
/// The length of the whole stands at the beginning, so nothing is taken out: what tells of the picture is overwritten in its place, with
/// a block that readers skip (<c>JUNK</c>), or with an Exif block that says the orientation only.
/// </summary>
internal static class CleanWebp
{
    private const int LargestExif = 64 * 1024;
    private const byte XmpFlag = 0x04;
    private static readonly HashSet<string> Picture = new(["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"], StringComparer.Ordinal);

    public static async Task RunAsync(Passage passage, CancellationToken ct)
    {
        var head = await passage.PeekAsync(12, ct);
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(head.Span[4..]);
        await passage.CopyAsync(12, ct);
        while (passage.Position + 8 <= end)
        {
            head = await passage.PeekAsync(8, ct);
            var type = System.Text.Encoding.Latin1.GetString(head.Span[..4]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head.Span[4..]);
            var padded = size + (size & 1L);
            // Some writers leave the last byte of padding out.
            padded = Math.Min(padded, Math.Max(size, end - passage.Position - 8));
            if (Picture.Contains(type))
                await passage.CopyAsync(8 + padded, ct);
            else if (type == "VP8X" && size is >= 1 and <= 64)
                await CopyFlagsAsync(passage, 8 + (int)padded, ct);
            else if (type == "EXIF" && size <= LargestExif)
                await ReplaceAsync(passage, 8 + (int)padded, (int)size, ct);
            else
                await JunkAsync(passage, padded, ct);
        }
        await passage.CopyAsync(Math.Max(0, end - passage.Position), ct);
        await passage.DrainAsync(ct);
    }

    private static async Task CopyFlagsAsync(Passage passage, int length, CancellationToken ct)
    {
        var chunk = await passage.TakeAsync(length, ct);
        chunk[8] &= unchecked((byte)~XmpFlag);
        await passage.WriteAsync(chunk, ct);
    }

    private static async Task ReplaceAsync(Passage passage, int length, int size, CancellationToken ct)
    {
        var chunk = await passage.TakeAsync(length, ct);
        var only = Exif.Only(Exif.OrientationOf(chunk.AsSpan(8, size)));
        chunk.AsSpan(8).Clear();
        if (only.Length <= size)
            only.CopyTo(chunk.AsSpan(8));
        else
            "JUNK"u8.CopyTo(chunk);
        await passage.WriteAsync(chunk, ct);
    }

    private static async Task JunkAsync(Passage passage, long padded, CancellationToken ct)
    {
        var head = await passage.TakeAsync(8, ct);
        "JUNK"u8.CopyTo(head);
        await passage.WriteAsync(head, ct);
        await passage.BlankAsync(padded, ct);
    }
}
