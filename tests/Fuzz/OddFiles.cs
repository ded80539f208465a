using System.Text;

namespace Aldrava.Tests.Fuzz;

/// <summary>Uploads: forms with pictures in them, forms that are none, and tables that are none.</summary>
internal static class OddFiles
{
    private const string Boundary = "----aldravafuzz";

    /// <summary>One pixel.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    private static readonly byte[] Jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9];

    private static readonly byte[][] Starts =
    [
        Png,
        Jpeg,
        [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, .. "Exif\0\0MM\0*"u8],
        [0xff, 0xd8],
        [0xff, 0xd8, 0xff, 0xe1, 0, 1],
        [.. "RIFF"u8, 0xff, 0xff, 0xff, 0xff, .. "WEBPVP8X"u8],
        [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8],
        [0, 0, 0, 0, .. "ftypheic"u8],
        [.. Png.AsSpan(0, 20)],
        [.. "<svg onload=alert(1)>"u8],
        [.. "GIF89a"u8],
        [.. "%PDF-1.7"u8],
        [],
        [0],
    ];

    private static readonly string[] Names =
    [
        "a.png",
        "a.jpg",
        "a.heic",
        "a.webp",
        "a.exe",
        "",
        "../../etc/passwd",
        "a\\b.png",
        "ã.jpg",
        "a%00.png",
        new string('n', 300) + ".png",
        "con",
        "s3gr3d0.jpg",
    ];
    private static readonly string[] Fields = ["file", "files", "photo", "photos", "", "a[]", "caption"];

    private static readonly string[] Tables =
    [
        "name,email,phone\nMarta,marta@example.pt,912345678\nRui,rui@,x\n",
        "nome;telefone\nJosé;+351 912 000 000\n",
        "",
        "\n\n\n",
        "name",
        "name,name,name\na,b,c\n",
        "name\n\"unfinished",
        "name,email\n\"a\"\"b,c\n",
        "a,b\n1\n1,2,3,4,5\n",
        "\ufeffname\nMarta\n",
        "name\n=cmd|' /C calc'!A0\n",
        "name\r\rMarta\r",
        "name\n\0\n",
    ];

    /// <summary>A form with one or a few files, as a phone would send it.</summary>
    public static void Form(Dice dice, FuzzRequest request)
    {
        using var body = new MemoryStream();
        for (var parts = 1 + dice.Below(3); parts > 0; parts--)
        {
            var type = dice.Pick(["image/png", "image/jpeg", "image/heic", "text/html", ""]);
            body.Write(
                Encoding.UTF8.GetBytes(
                    $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{dice.Pick(Fields)}\"; filename=\"{dice.Pick(Names)}\"\r\nContent-Type: {type}\r\n\r\n"
                )
            );
            body.Write(dice.Pick(Starts));
            body.Write(dice.Bytes(dice.Pick([0, 0, 10, 3000])));
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        (request.ContentType, request.Body) = ($"multipart/form-data; boundary={Boundary}", body.ToArray());
    }

    /// <summary>A form with something wrong in it.</summary>
    public static void BrokenForm(Dice dice, FuzzRequest request)
    {
        Form(dice, request);
        var body = request.Body!;
        request.Body = dice.Below(8) switch
        {
            0 => body[..dice.Below(body.Length)],
            1 => Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"),
            2 => Encoding.ASCII.GetBytes($"--{Boundary}\r\n\r\n\r\n--{Boundary}--"),
            3 => Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{Boundary}--\r\n"),
            4 => Encoding.ASCII.GetBytes($"--{Boundary}\r\n{new string('h', 20_000)}: x\r\n\r\nx\r\n--{Boundary}--\r\n"),
            5 => Encoding.ASCII.GetBytes(
                string.Concat(Enumerable.Repeat($"--{Boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n", 1500)) + $"--{Boundary}--\r\n"
            ),
            6 => dice.Bytes(200),
            _ => body,
        };
        if (dice.Chance(40))
            request.ContentType = dice.Pick([
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=other",
                $"multipart/form-data; boundary={new string('b', 200)}",
                "multipart/form-data; boundary=\"",
                "multipart/mixed; boundary=----aldravafuzz",
            ]);
    }

    public static void Table(Dice dice, FuzzRequest request)
    {
        var table = Encoding.UTF8.GetBytes(dice.Pick(Tables));
        (request.ContentType, request.Body) = ("text/csv", dice.Chance(15) ? [.. table, .. dice.Bytes(20)] : table);
    }
}
