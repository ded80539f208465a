using System.Globalization;
using System.Text.Json;

namespace Aldrava.Flows.Engine;

/// <summary>The few words of JSONPath that name one place: <c>$.data.items[0].name</c>, the <c>$.</c> may be left out.</summary>
internal static class JsonPath
{
    public const int MaxLength = 200;

    /// <summary>The names and places of a path, or null when it is none.</summary>
    public static string[]? Split(string path)
    {
        var plain = path.Trim();
        plain = plain.StartsWith('$') ? plain[1..].TrimStart('.') : plain;
        if (plain.Length == 0)
            return [];
        var parts = plain.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        parts = [.. parts.Select(p => p.Trim('\'', '"'))];
        return path.Length <= MaxLength && Array.TrueForAll(parts, p => p.Length > 0) ? parts : null;
    }

    public static JsonElement Find(JsonElement root, string path)
    {
        var at = root;
        foreach (var part in Split(path) ?? [])
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var member))
                at = member;
            else if (
                at.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < at.GetArrayLength()
            )
                at = at[index];
            else
                return default;
        }
        return at;
    }

    /// <summary>What a flow can hold of it: texts, numbers and bools as they are, lists and objects as their JSON, nothing of null.</summary>
    public static FlowValue Value(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => FlowValue.Of(element.GetString()),
            JsonValueKind.Number when element.TryGetDecimal(out var number) => FlowValue.Of(number),
            JsonValueKind.True => FlowValue.Of(true),
            JsonValueKind.False => FlowValue.Of(false),
            JsonValueKind.Null or JsonValueKind.Undefined => FlowValue.None,
            _ => FlowValue.Of(element.GetRawText()),
        };
}
