using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aldrava.Media.Cleaning;

namespace Aldrava.Tests.Media;

/// <summary>Small pictures as phones make them: with the place (Cascais), the camera, XMP, and how it was held.</summary>
internal static class Pictures
{
    public const string Camera = "iPhone 15";
    public const string Xmp = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>38,41.4N</exif:GPSLatitude></x:xmpmeta>""";

    /// <summary>What the picture itself is made of; must come through unharmed.</summary>
    public static readonly byte[] Pixels = [.. Enumerable.Range(0, 400).Select(i => (byte)(i * 7 % 251))];

    public static byte[] Of(string format, int orientation = 6) =>
        format switch
        {
            "jpg" => Jpeg(orientation),
            "png" => Png(orientation),
            "webp" => Webp(orientation),
            "heic" => Heic(orientation),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such picture."),
        };

    public static byte[] Jpeg(int orientation = 6, int length = 0, byte[]? trailer = null) =>
        [
            .. Hex("FFD8"),
            .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
            .. Segment(0xE1, [.. "Exif\0\0"u8, .. Tiff(orientation)]),
            .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Xmp)]),
            .. Segment(0xED, [.. "Photoshop 3.0\0 Cascais"u8]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0\u0001\u0001 colours"u8]),
            .. Segment(0xFE, [.. "taken in Cascais"u8]),
            .. Segment(0xDB, [.. Pixels.AsSpan(0, 65)]),
            .. Segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
            .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
            .. Pixels,
            .. Hex("FF00 FFD3"),
            .. new byte[length],
            .. Hex("FFD9"),
            .. trailer ?? [],
        ];

    public static byte[] Png(int orientation = 6)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write([0, .. Pixels[..3]]);
        return
        [
            .. Hex("89504E47 0D0A1A0A"),
            .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
            .. Chunk("eXIf", Tiff(orientation)),
            .. Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(Xmp)]),
            .. Chunk("tEXt", [.. "Comment\0Cascais"u8]),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    public static byte[] Webp(int orientation = 6)
    {
        byte[] chunks =
        [
            .. Riff("VP8X", [0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            .. Riff("VP8L", Pixels),
            .. Riff("EXIF", Tiff(orientation)),
            .. Riff("XMP ", Encoding.UTF8.GetBytes(Xmp)),
        ];
        return [.. "RIFF"u8, .. Little32(chunks.Length + 4), .. "WEBP"u8, .. chunks];
    }

    /// <param name="listFirst">Whether the list of what is where comes before it, as phones write it.</param>
    public static byte[] Heic(int orientation = 6, bool listFirst = true)
    {
        byte[] exif = [0, 0, 0, 6, .. "Exif\0\0"u8, .. Tiff(orientation)];
        var xmp = Encoding.UTF8.GetBytes(Xmp);
        var type = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        var size = Meta(0, exif.Length, xmp.Length).Length;
        var data = type.Length + 8 + (listFirst ? size : 0);
        var meta = Meta(data, exif.Length, xmp.Length);
        var mdat = Box("mdat", [.. Pixels, .. exif, .. xmp]);
        return listFirst ? [.. type, .. meta, .. mdat, .. Box("uuid", [.. "0123456789abcdef Cascais"u8])] : [.. type, .. mdat, .. meta];
    }

    /// <summary>With its Exif block inside the list itself, in an <c>idat</c> box, as the format also allows.</summary>
    public static byte[] HeicWithExifInTheList(int orientation = 6)
    {
        byte[] exif = [0, 0, 0, 0, .. Tiff(orientation)];
        var meta = Box(
            "meta",
            [
                .. Hex("00000000"),
                .. Box("idat", [.. "before"u8, .. exif]),
                .. Box("iinf", [0, 0, 0, 0, 0, 1, .. Box("infe", [3, 0, 0, 0, 0, 0, 0, 9, 0, 0, .. "Exif"u8, 0])]),
                .. Box("iloc", [2, 0, 0, 0, 0x44, 0x00, 0, 0, 0, 1, 0, 0, 0, 9, 0, 1, 0, 0, 0, 1, .. Big32(6), .. Big32(exif.Length)]),
            ]
        );
        return [.. Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]), .. meta, .. Box("mdat", Pixels)];
    }

    private static byte[] Meta(int data, int exif, int xmp) =>
        Box(
            "meta",
            [
                .. Hex("00000000"),
                .. Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. "pict"u8, .. new byte[13]]),
                .. Box("pitm", [0, 0, 0, 0, 0, 1]),
                .. Box(
                    "iinf",
                    [
                        .. Hex("000000000003"),
                        .. Box("infe", [2, 0, 0, 0, 0, 1, 0, 0, .. "hvc1"u8, 0]),
                        .. Box("infe", [2, 0, 0, 0, 0, 2, 0, 0, .. "Exif"u8, 0]),
                        .. Box("infe", [2, 0, 0, 0, 0, 3, 0, 0, .. "mime"u8, 0, .. "application/rdf+xml\0"u8]),
                    ]
                ),
                .. Box("iref", [0, 0, 0, 0, .. Box("cdsc", [0, 2, 0, 1, 0, 1]), .. Box("cdsc", [0, 3, 0, 1, 0, 1])]),
                .. Box(
                    "iloc",
                    [
                        .. Hex("0100000044000003"),
                        .. Place(1, data, Pixels.Length),
                        .. Place(2, data + Pixels.Length, exif),
                        .. Place(3, data + Pixels.Length + exif, xmp),
                    ]
                ),
            ]
        );

    private static byte[] Place(byte item, int offset, int length) => [0, item, 0, 0, 0, 0, 0, 1, .. Big32(offset), .. Big32(length)];

    /// <summary>An Exif block, little-endian: camera, orientation, and the place.</summary>
    public static byte[] Tiff(int orientation) =>
        [
            .. Hex("49492A00 08000000 0300"),
            .. Hex("0F01 0200 0A000000 32000000"),
            .. Hex($"1201 0300 01000000 {orientation:X2}000000"),
            .. Hex("2588 0400 01000000 3C000000 00000000"),
            .. Encoding.ASCII.GetBytes(Camera),
            .. Hex("00 0400"),
            .. Hex("0100 0200 02000000 4E000000"),
            .. Hex("0200 0500 03000000 72000000"),
            .. Hex("0300 0200 02000000 57000000"),
            .. Hex("0400 0500 03000000 8A000000 00000000"),
            .. new[] { 38, 41, 24, 9, 25, 17 }.SelectMany(Rational),
        ];

    private static byte[] Hex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Rational(int value) => [.. Little32(value), .. Little32(1)];

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content];
        return [.. Big32(content.Length), .. named, .. Big32((int)CleanPng.Crc(named))];
    }

    private static byte[] Riff(string type, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(type), .. Little32(content.Length), .. content, .. new byte[content.Length & 1]];

    private static byte[] Box(string type, byte[] content) => [.. Big32(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
