using System.Globalization;
using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Reading JSON that may have any shape: a wrong type reads as absent. Only for elements of <see cref="JsonText.TryParse"/>.</summary>
internal static class JsonReading
{
    internal static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? member
            : null;

    internal static JsonElement? Object(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    internal static JsonElement? Object(this JsonElement? element, string name) => element?.Object(name);

    internal static JsonElement? Array(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member ? member : null;

    internal static IEnumerable<JsonElement> Items(this JsonElement? array) => array is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>A string that says something, or a number as written; else null.</summary>
    internal static string? Text(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? value : null,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    internal static string? Text(this JsonElement? element, string name) => element?.Text(name);

    internal static int? Integer(this JsonElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal static int? Integer(this JsonElement? element, string name) => element?.Integer(name);

    internal static double? Number(this JsonElement element, string name) =>
        double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    internal static bool Flag(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Seconds since 1970, which Meta writes as a string and others as a number.</summary>
    internal static DateTimeOffset? UnixTime(this JsonElement element, string name)
    {
        const long EndOfYear9999 = 253_402_300_799;
        return long.TryParse(element.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= EndOfYear9999
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }
}
