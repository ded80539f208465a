using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>A piece of a HEIC file that tells of the picture (ISO/IEC 14496-12, boxes <c>iinf</c> and <c>iloc</c>).</summary>
/// <param name="IsExif">Exif; else XMP.</param>
/// <param name="InMeta">Whether <paramref name="Offset"/> counts from the start of the meta box instead of that of the file.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct HeicItem(bool IsExif, bool InMeta, long Offset, long Length)
{
    private const int LargestCount = 10_000;
    private const long LargestFile = 1L << 40;

    /// <summary>All of them. <paramref name="head"/>: the length of the meta box's own head.</summary>
    public static List<HeicItem> Find(byte[] meta, int head)
    {
        try
        {
            Dictionary<uint, bool> kinds = [];
            List<HeicItem> found = [];
            var boxes = Boxes(meta, head + 4, meta.Length).ToList();
            foreach (var (_, start, end) in boxes.Where(b => b.Type == "iinf"))
                ReadKinds(meta, start, end, kinds);
            var data = boxes.Where(b => b.Type == "idat").Select(b => b.Start).FirstOrDefault(-1);
            foreach (var (_, start, end) in boxes.Where(b => b.Type == "iloc"))
                ReadPlaces(new Reader(meta, start, end), kinds, data, found);
            return found;
        }
        catch (ArgumentOutOfRangeException)
        {
            // A box that says it is longer than it is.
            throw Passage.Damaged();
        }
    }

    private static IEnumerable<(string Type, int Start, int End)> Boxes(byte[] meta, int start, int end)
    {
        while (start + 8 <= end)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(meta.AsSpan(start));
            var last = size == 0 ? end : start + (long)size;
            if (size is > 0 and < 8 || last > end)
                throw Passage.Damaged();
            yield return (System.Text.Encoding.Latin1.GetString(meta, start + 4, 4), start + 8, (int)last);
            start = (int)last;
        }
    }

    private static void ReadKinds(byte[] meta, int start, int end, Dictionary<uint, bool> kinds)
    {
        var entries = start + (meta[start] == 0 ? 6 : 8);
        foreach (var (_, first, last) in Boxes(meta, entries, end).Where(b => b.Type == "infe"))
        {
            var entry = new Reader(meta, first, last);
            var version = entry.Number(4) >> 24;
            if (version < 2)
                continue;
            var id = (uint)entry.Number(version == 2 ? 2 : 4);
            entry.Number(2);
            switch (entry.Number(4))
            {
                case 0x45786966: // Exif
                    kinds[id] = true;
                    break;
                case 0x6D696D65: // mime: XMP, or something else that is no picture
                    kinds[id] = false;
                    break;
            }
        }
    }

    private static void ReadPlaces(Reader places, Dictionary<uint, bool> kinds, int data, List<HeicItem> found)
    {
        var version = places.Number(4) >> 24;
        var sizes = places.Number(2);
        var (offsetSize, lengthSize, baseSize) = ((int)(sizes >> 12) & 15, (int)(sizes >> 8) & 15, (int)(sizes >> 4) & 15);
        var indexSize = version is 1 or 2 ? (int)sizes & 15 : 0;
        for (var left = Count(places.Number(version < 2 ? 2 : 4)); left > 0; left--)
        {
            var id = (uint)places.Number(version < 2 ? 2 : 4);
            var method = version is 1 or 2 ? places.Number(2) & 15 : 0;
            places.Number(2);
            var origin = places.Number(baseSize);
            for (var extents = Count(places.Number(2)); extents > 0; extents--)
            {
                places.Number(indexSize);
                var (offset, length) = (places.Number(offsetSize), places.Number(lengthSize));
                if (kinds.TryGetValue(id, out var isExif))
                    found.Add(Place(isExif, method, origin + offset, length, data));
            }
        }
    }

    private static HeicItem Place(bool isExif, long method, long offset, long length, int data) =>
        (method, length, data) switch
        {
            (_, <= 0 or > LargestFile, _) => throw Passage.Damaged(),
            _ when offset is < 0 or > LargestFile => throw Passage.Damaged(),
            (0, _, _) => new HeicItem(isExif, InMeta: false, offset, length),
            (1, _, >= 0) => new HeicItem(isExif, InMeta: true, data + offset, length),
            _ => throw Passage.Damaged(),
        };

    private static int Count(long count) => count <= LargestCount ? (int)count : throw Passage.Damaged();

    private sealed class Reader(byte[] bytes, int start, int end)
    {
        private int _at = start;

        public long Number(int size)
        {
            if (_at + size > end)
                throw Passage.Damaged();
            long number = 0;
            for (var i = 0; i < size; i++)
                number = (number << 8) | bytes[_at++];
            return number >= 0 ? number : throw Passage.Damaged();
        }
    }
}
