using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>
/// A HEIC file says in its <c>meta</c> box where in the file everything lies, so nothing is taken out: the Exif item is overwritten with one that says
/// the orientation only, XMP with blanks, and boxes that are no part of the picture with free space.
/// </summary>
internal static class CleanHeic
{
    // Real ones have a few kilobytes; it is held in memory.
    private const int LargestMeta = 1024 * 1024;
    private const int LargestExif = 256 * 1024;
    private const byte Blank = (byte)' ';

    public static async Task RunAsync(Passage passage, CancellationToken ct)
    {
        Queue<HeicItem>? items = null;
        while (await passage.TryFillAsync(1, ct))
        {
            var box = await ReadAsync(passage, ct);
            switch (box.Type)
            {
                case "ftyp":
                    await passage.CopyAsync(box.Size ?? throw Passage.Damaged(), ct);
                    break;
                case "meta" when items is null:
                    items = await CleanMetaAsync(passage, box, ct);
                    break;
                // Where the list comes after what it lists, its items have gone through before they are known.
                case "mdat" when items is not null:
                    await CopyDataAsync(passage, box, items, ct);
                    break;
                case "mdat":
                    throw Passage.Damaged();
                default:
                    await FreeAsync(passage, box, ct);
                    break;
            }
        }
        if (items is null)
            throw Passage.Damaged();
    }

    private static async Task<Box> ReadAsync(Passage passage, CancellationToken ct)
    {
        var head = await passage.PeekAsync(8, ct);
        long size = BinaryPrimitives.ReadUInt32BigEndian(head.Span);
        var type = System.Text.Encoding.Latin1.GetString(head.Span[4..8]);
        if (size == 0)
            return new Box(type, Size: null, Head: 8);
        if (size == 1)
        {
            size = BinaryPrimitives.ReadInt64BigEndian((await passage.PeekAsync(16, ct)).Span[8..]);
            return size >= 16 ? new Box(type, size, Head: 16) : throw Passage.Damaged();
        }
        return size >= 8 ? new Box(type, size, Head: 8) : throw Passage.Damaged();
    }

    private static async Task<Queue<HeicItem>> CleanMetaAsync(Passage passage, Box box, CancellationToken ct)
    {
        if (box.Size is not (<= LargestMeta and var size))
            throw Passage.Damaged();
        var meta = await passage.TakeAsync((int)size, ct);
        var items = HeicItem.Find(meta, box.Head);
        foreach (var inside in items.Where(i => i.InMeta))
        {
            if (inside.Offset < box.Head || inside.Offset + inside.Length > meta.Length)
                throw Passage.Damaged();
            Overwrite(meta.AsSpan((int)inside.Offset, (int)inside.Length), inside.IsExif);
        }
        await passage.WriteAsync(meta, ct);
        var ahead = items.Where(i => !i.InMeta && i.Length > 0).OrderBy(i => i.Offset).ToList();
        if (ahead.Exists(i => i.Offset < passage.Position))
            throw Passage.Damaged();
        return new Queue<HeicItem>(ahead);
    }

    private static async Task CopyDataAsync(Passage passage, Box box, Queue<HeicItem> items, CancellationToken ct)
    {
        var end = box.Size is { } size ? passage.Position + size : long.MaxValue;
        await passage.CopyAsync(box.Head, ct);
        while (items.TryPeek(out var item) && item.Offset < end)
        {
            if (item.Offset < passage.Position || item.Offset + item.Length > end)
                throw Passage.Damaged();
            await passage.CopyAsync(item.Offset - passage.Position, ct);
            await OverwriteAsync(passage, items.Dequeue(), ct);
        }
        if (box.Size is not null)
            await passage.CopyAsync(end - passage.Position, ct);
        else
            await CopyRestAsync(passage, ct);
    }

    private static async Task OverwriteAsync(Passage passage, HeicItem item, CancellationToken ct)
    {
        if (!item.IsExif || item.Length > LargestExif)
        {
            await passage.BlankAsync(item.Length, ct, item.IsExif ? (byte)0 : Blank);
            return;
        }
        var block = await passage.TakeAsync((int)item.Length, ct);
        Overwrite(block, isExif: true);
        await passage.WriteAsync(block, ct);
    }

    /// <summary>An Exif item begins with four bytes that say how far away its TIFF block is.</summary>
    private static void Overwrite(Span<byte> item, bool isExif)
    {
        if (!isExif)
        {
            item.Fill(Blank);
            return;
        }
        var orientation = 1;
        if (item.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(item) is var skipped && skipped < item.Length - 4)
            orientation = Exif.OrientationOf(item[(4 + (int)skipped)..]);
        var only = Exif.Only(orientation);
        item.Clear();
        if (item.Length >= 4 + only.Length)
            only.CopyTo(item[4..]);
    }

    private static async Task FreeAsync(Passage passage, Box box, CancellationToken ct)
    {
        var head = await passage.TakeAsync(box.Head, ct);
        "free"u8.CopyTo(head.AsSpan(4));
        await passage.WriteAsync(head, ct);
        if (box.Size is { } size)
            await passage.BlankAsync(size - box.Head, ct);
        else
            await passage.DrainAsync(ct);
    }

    private static async Task CopyRestAsync(Passage passage, CancellationToken ct)
    {
        while (await passage.TryFillAsync(1, ct))
            await passage.CopyAsync(passage.Buffered.Length, ct);
    }

    /// <param name="Type">Its four letters.</param>
    /// <param name="Size">With its head; null when it goes on to the end of the file.</param>
    /// <param name="Head">The length of what comes before its content.</param>
    private sealed record Box(string Type, long? Size, int Head);
}
