using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Chatbots;

namespace Aldrava.Flows.Versions;

/// <summary>A node or edge that is only in one of two canvases.</summary>
internal sealed record PartView(string Id, string? Type);

/// <summary>A node or edge that is in both, and is not the same.</summary>
/// <param name="Paths">What differs, as <c>data.options[1].label</c>; the first hundred.</param>
/// <param name="Moved">Drawn elsewhere.</param>
internal sealed record ChangeView(string Id, string? Type, IReadOnlyList<string> Paths, bool Moved);

/// <summary>The nodes, or the edges, of two canvases beside each other.</summary>
internal sealed record PartsDiff(IReadOnlyList<PartView> Added, IReadOnlyList<PartView> Removed, IReadOnlyList<ChangeView> Changed);

/// <summary>Compares canvases by what they mean: order, blanks and what the editor notes for itself (selection, measures) make no difference.</summary>
internal static class CanvasDiff
{
    private const int MostPaths = 100;
    private static readonly string[] Ignored = ["id", "position", "selected", "dragging", "measured", "width", "height", "positionAbsolute", "resizing"];

    /// <summary>Null when one of them cannot be read.</summary>
    public static (PartsDiff Nodes, PartsDiff Edges)? Of(string before, string after)
    {
        using var old = RawJson.TryParse(before);
        using var young = RawJson.TryParse(after);
        if (old is null || young is null)
            return null;
        return (Compare(old.RootElement, young.RootElement, "nodes", NodeId), Compare(old.RootElement, young.RootElement, "edges", EdgeId));
    }

    private static string? NodeId(JsonElement node) => CanvasParts.Text(node, "id");

    // Edges may have no id of their own; one leaves each handle.
    private static string? EdgeId(JsonElement edge) =>
        CanvasParts.Text(edge, "id")
        ?? (CanvasParts.Text(edge, "source") is { } source ? $"{source}/{CanvasParts.Text(edge, "sourceHandle")}→{CanvasParts.Text(edge, "target")}" : null);

    private static PartsDiff Compare(JsonElement before, JsonElement after, string list, Func<JsonElement, string?> idOf)
    {
        var (old, young) = (ById(before, list, idOf), ById(after, list, idOf));
        return new PartsDiff(
            [.. young.Where(p => !old.ContainsKey(p.Key)).Select(p => new PartView(p.Key, CanvasParts.Text(p.Value, "type")))],
            [.. old.Where(p => !young.ContainsKey(p.Key)).Select(p => new PartView(p.Key, CanvasParts.Text(p.Value, "type")))],
            [.. young.Where(p => old.ContainsKey(p.Key)).Select(p => Change(p.Key, old[p.Key], p.Value)).OfType<ChangeView>()]
        );
    }

    // Of two with one id the last counts; a canvas with such cannot be published anyway.
    private static Dictionary<string, JsonElement> ById(JsonElement canvas, string list, Func<JsonElement, string?> idOf)
    {
        var parts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in CanvasParts.List(canvas, list))
        {
            if (idOf(part) is { } id)
                parts[id] = part;
        }
        return parts;
    }

    private static ChangeView? Change(string id, JsonElement before, JsonElement after)
    {
        var paths = new List<string>();
        foreach (var name in Names(before, after).Except(Ignored, StringComparer.Ordinal))
            Walk(CanvasParts.Get(before, name), CanvasParts.Get(after, name), name, paths);
        var moved = !Same(CanvasParts.Get(before, "position"), CanvasParts.Get(after, "position"));
        return paths.Count > 0 || moved ? new ChangeView(id, CanvasParts.Text(after, "type"), paths, moved) : null;
    }

    private static void Walk(JsonElement before, JsonElement after, string path, List<string> paths)
    {
        if (paths.Count >= MostPaths)
            return;
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in Names(before, after))
                Walk(CanvasParts.Get(before, name), CanvasParts.Get(after, name), $"{path}.{name}", paths);
        }
        else if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array)
        {
            var (old, young) = (before.EnumerateArray().ToList(), after.EnumerateArray().ToList());
            for (var i = 0; i < Math.Max(old.Count, young.Count); i++)
                Walk(old.ElementAtOrDefault(i), young.ElementAtOrDefault(i), string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), paths);
        }
        else if (!Same(before, after))
        {
            paths.Add(path);
        }
    }

    private static IEnumerable<string> Names(JsonElement before, JsonElement after) =>
        PropertiesOf(before).Concat(PropertiesOf(after)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> PropertiesOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(p => p.Name) : [];

    private static bool Same(JsonElement before, JsonElement after) =>
        before.ValueKind == after.ValueKind && (before.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(before, after));
}
