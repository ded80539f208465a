using System.Text.Json.Nodes;

namespace Aldrava.Tests.Fuzz;

/// <summary>Values that programs stumble over. JSON texts are kept as text: much of it no writer would write.</summary>
internal static class OddValues
{
    /// <summary>Stands in what must not be found in any log.</summary>
    public const string Secret = "s3gr3d0";

    public static readonly string[] Texts =
    [
        "",
        " ",
        "\t\r\n",
        Secret,
        $"Casa {Secret}",
        "x",
        "-1",
        "0",
        "null",
        "true",
        "NaN",
        "2026-03-10",
        "a\u0000b",
        "\u0001\u001f\u007f",
        "\u202eesrever\u202c",
        "\ufeffBOM",
        "e\u0301\u0327 n\u0303",
        "ﷺ",
        "İstanbul ß ŉ ǰ",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "𝟙𝟚𝟛",
        "\uffff\ufffe",
        "{0} {1} {",
        "%s%n%x",
        "${jndi:ldap://x}",
        "'; drop table crm.leads; --",
        "\\",
        "%_\\%",
        "<script>alert(1)</script>",
        "../../../etc/passwd",
        "a@b",
        "a@b.pt",
        "\"@\"@x.pt",
        "+351 912 345 678",
        "https://res.cloudinary.com/demo/image/upload/x.jpg",
        "http://[::1",
        "javascript:alert(1)",
        "new",
        "won",
        "scheduled",
        "completed",
        "open",
        "done",
        "sale",
        "T3",
    ];

    public static readonly string[] Dates =
    [
        "0000-00-00",
        "0000-01-01T00:00:00Z",
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "1899-12-31T23:59:59Z",
        "1900-01-01",
        "2026-02-31",
        "2026-02-29T10:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-03-10T24:00:00Z",
        "2026-03-10T25:61:61Z",
        "2026-03-10T10:00:60Z",
        "2026-03-10T10:00:00+99:00",
        "2026-03-10T10:00:00-14:00",
        "2026-03-10T10:00:00+14:01",
        "2026-03-29T01:30:00",
        "2026-10-25T01:30:00",
        "2026-03-10T10:00:00.123456789123Z",
        "2026-03-10 10:00",
        "10/03/2026",
        "2026-W11-2",
        "20260310T100000Z",
        "9000-12-31T23:59:59Z",
        "9999-12-31",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-14:00",
        "12026-03-10T10:00:00Z",
        "-0044-03-15",
        "٢٠٢٦-٠٣-١٠",
        "tomorrow",
        "1773136800",
        "2026-03-12T15:00:00Z",
        "2026-03-10T11:30:00",
    ];

    public static readonly string[] Numbers =
    [
        "0",
        "-0",
        "-0.0",
        "-1",
        "1",
        "1.5",
        "1e0",
        "1e-400",
        "1e400",
        "-1e308",
        "2147483647",
        "2147483648",
        "-2147483649",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "999999999999",
        "79228162514264337593543950336",
        "0.00000000000000000000000000000001",
        "123456789012345678901234567890.123456789012345678901234567890",
        "179.9999999999999",
        "90.0000001",
    ];

    /// <summary>Not JSON, although it stands where a value should.</summary>
    public static readonly string[] Unreadable =
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "0x10",
        "01",
        "+1",
        ".5",
        "1.",
        "'x'",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"unfinished",
        "True",
        "nul",
        "[1,]",
        "{\"a\":}",
        "{,}",
        "// comment",
        "\"a\nb\"",
    ];

    /// <summary>Values that JSON allows and nobody expects.</summary>
    public static readonly string[] Surprising =
    [
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "[1,\"a\",null]",
        "{\"\":null}",
        "{\"id\":1}",
        "{\"$ref\":\"#\"}",
        "{\"__proto__\":{}}",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\uD83D\\uDE00\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"01890000-0000-7000-8000-00000000dead\"",
        "\"{01890000-0000-7000-8000-00000000dead}\"",
        "\"01890000000070008000000000000000\"",
    ];

    /// <summary>A JSON text of any kind.</summary>
    public static string Json(Dice dice) =>
        dice.Below(12) switch
        {
            0 or 1 => dice.Pick(Numbers),
            2 or 3 => Quote(dice.Pick(Texts)),
            4 or 5 => Quote(dice.Pick(Dates)),
            6 => dice.Pick(Unreadable),
            7 => Long(dice),
            8 => Deep(dice),
            _ => dice.Pick(Surprising),
        };

    public static string Quote(string text) => JsonValue.Create(text).ToJsonString();

    private static string Long(Dice dice)
    {
        var length = dice.Pick([41, 51, 101, 201, 301, 1025, 2001, 10_001, 10_000, 200, 70_000]);
        return Quote(
            dice.Below(3) switch
            {
                0 => new string('a', length),
                1 => string.Concat(Enumerable.Repeat("ã", length)),
                _ => string.Concat(Enumerable.Repeat("😀", length / 2)),
            }
        );
    }

    private static string Deep(Dice dice)
    {
        var depth = dice.Pick([5, 62, 63, 64, 65, 200, 3000]);
        return dice.Chance(50)
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }
}
