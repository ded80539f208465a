using System.Buffers.Binary;

namespace Aldrava.Media.Cleaning;

/// <summary>
/// The one thing of a picture's Exif block that is kept is how the camera was held; place, time, camera and the picture inside the block go.
/// </summary>
internal static class Exif
{
    private const ushort OrientationTag = 0x0112;

    public static ReadOnlySpan<byte> Header => "Exif\0\0"u8;

    /// <summary>A TIFF block that says nothing but the orientation.</summary>
    public static byte[] Only(int orientation)
    {
        var block = new byte[26];
        "MM\0*"u8.CopyTo(block);
        block[7] = 8; // where the list of entries is
        block[9] = 1; // one entry,
        BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(10), OrientationTag);
        block[13] = 3; // a short,
        block[17] = 1; // one of them;
        block[19] = (byte)orientation;
        return block; // no other list
    }

    /// <summary>1 (upright) to 8, as the block says; 1 when it says nothing that makes sense.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith(Header))
            tiff = tiff[Header.Length..];
        if (tiff.Length < 14)
            return 1;
        var bigEndian = tiff.StartsWith("MM"u8);
        if (!bigEndian && !tiff.StartsWith("II"u8))
            return 1;
        var list = Number(tiff.Slice(4, 4), bigEndian);
        if (list > tiff.Length - 2)
            return 1;
        var entries = tiff[((int)list + 2)..];
        for (var left = Number(tiff.Slice((int)list, 2), bigEndian); left > 0 && entries.Length >= 12; left--, entries = entries[12..])
        {
            if (Number(entries[..2], bigEndian) == OrientationTag)
                return Number(entries.Slice(8, 2), bigEndian) is >= 1 and <= 8 and var orientation ? (int)orientation : 1;
        }
        return 1;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        (bytes.Length, bigEndian) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (_, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        };
}
