using System.Text.Json;

namespace Aldrava.Flows.Versions;

/// <summary>Reads a canvas of any quality: what is not there, or not of its kind, is absent.</summary>
internal static class CanvasParts
{
    public static JsonElement Get(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(JsonElement element, string name) => Get(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static IEnumerable<JsonElement> List(JsonElement canvas, string name) =>
        Get(canvas, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
