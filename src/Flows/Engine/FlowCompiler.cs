using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Nodes;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

/// <summary>A flow that can run, or all that keeps it from running.</summary>
internal sealed record FlowCompilation(CompiledFlow? Flow, IReadOnlyList<FlowFault> Faults)
{
    [MemberNotNullWhen(true, nameof(Flow))]
    public bool Succeeded => Flow is not null;
}

/// <summary>Makes React Flow's canvas (<c>{nodes, edges, viewport}</c>) ready to run. Whatever the JSON holds, it answers with faults instead of throwing.</summary>
internal static class FlowCompiler
{
    public const int MaxNodes = 1000;
    public const int MaxCanvasLength = 2_000_000;

    public static FlowCompilation Compile(string canvasJson)
    {
        var faults = new List<FlowFault>();
        using var document = Parse(canvasJson, faults);
        if (
            document is null
            || !TryList(document.RootElement, "nodes", faults, out var nodes)
            || !TryList(document.RootElement, "edges", faults, out var edges)
        )
            return new FlowCompilation(null, faults);
        if (nodes.Count is 0 or > MaxNodes)
            faults.Add(FlowFault.At("canvas.node_count", null, null, ("max", MaxNodes.ToString(CultureInfo.InvariantCulture))));
        else
            return Compile(nodes, edges, faults);
        return new FlowCompilation(null, faults);
    }

    private static FlowCompilation Compile(List<JsonElement> nodes, List<JsonElement> edges, List<FlowFault> faults)
    {
        var heads = Heads(nodes, faults);
        var canvas = new CanvasContext(faults);
        var targets = ReadEdges(edges, heads, canvas);
        var read = new HashSet<string>(StringComparer.Ordinal);
        var compiled = new List<FlowNode>();
        foreach (var (head, element) in heads.Values)
        {
            if (!NodeTypes.All.TryGetValue(head.Type, out var reader))
            {
                faults.Add(FlowFault.At("node.unknown_type", head.Id, null, ("type", head.Type)));
                continue;
            }
            compiled.Add(reader(new NodeReader(canvas, head, Get(element, "data"))));
            read.Add(head.Id);
        }
        canvas.ReportLooseEdges(read);
        var start = FindStart(heads, targets, faults);
        return new FlowCompilation(faults.Count == 0 ? new CompiledFlow([.. compiled], start, canvas.Names) : null, faults);
    }

    private static JsonDocument? Parse(string canvasJson, List<FlowFault> faults)
    {
        if (canvasJson.Length > MaxCanvasLength)
        {
            faults.Add(FlowFault.At("canvas.too_large", null, null, ("max", MaxCanvasLength.ToString(CultureInfo.InvariantCulture))));
            return null;
        }
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(canvasJson);
            TouchTexts(document.RootElement);
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            document?.Dispose();
            faults.Add(FlowFault.At("canvas.invalid", null, null, ("error", e.Message)));
            return null;
        }
    }

    // A text with half a surrogate pair parses, and throws when it is read. It is read here once, so that nothing after needs to care.
    private static void TouchTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                TouchTexts(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                TouchTexts(property.Value);
            }
        }
    }

    private static bool TryList(JsonElement root, string field, List<FlowFault> faults, out List<JsonElement> items)
    {
        var list = Get(root, field);
        // A canvas with one node may leave out its edges.
        var missing = list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && root.ValueKind == JsonValueKind.Object;
        items = list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        if (list.ValueKind == JsonValueKind.Array || missing)
            return true;
        faults.Add(FlowFault.At("canvas.invalid", null, null, ("error", $"{field} is not a list.")));
        return false;
    }

    private static Dictionary<string, (NodeHead Head, JsonElement Element)> Heads(List<JsonElement> nodes, List<FlowFault> faults)
    {
        var heads = new Dictionary<string, (NodeHead, JsonElement)>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var (id, type) = (Text(node, "id"), Text(node, "type"));
            if (string.IsNullOrEmpty(id))
                faults.Add(FlowFault.At("node.no_id"));
            else if (!heads.TryAdd(id, (new NodeHead(id, type ?? "", heads.Count), node)))
                faults.Add(FlowFault.At("node.duplicate_id", id));
        }
        return heads;
    }

    private static HashSet<string> ReadEdges(List<JsonElement> edges, Dictionary<string, (NodeHead Head, JsonElement Element)> heads, CanvasContext canvas)
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edge in edges)
        {
            var (id, source, target, handle) = (Text(edge, "id"), Text(edge, "source"), Text(edge, "target"), Text(edge, "sourceHandle"));
            if (source is null || !heads.ContainsKey(source))
            {
                canvas.Faults.Add(FlowFault.At("edge.unknown_source", null, id, ("source", source ?? "")));
            }
            else if (target is null || !heads.TryGetValue(target, out var to))
            {
                canvas.Faults.Add(FlowFault.At("edge.unknown_target", source, id, ("target", target ?? "")));
            }
            else
            {
                canvas.Add(new CanvasEdge(id, source, handle is "next" or "default" ? "" : handle ?? "", to.Head.Index));
                targets.Add(target);
            }
        }
        return targets;
    }

    private static int FindStart(Dictionary<string, (NodeHead Head, JsonElement Element)> heads, HashSet<string> targets, List<FlowFault> faults)
    {
        var starts = heads.Values.Where(n => string.Equals(n.Head.Type, StartNode.Type, StringComparison.Ordinal)).ToList();
        if (starts.Count == 0)
            starts = [.. heads.Values.Where(n => Get(Get(n.Element, "data"), "isStart").ValueKind == JsonValueKind.True)];
        if (starts.Count == 0)
            starts = [.. heads.Values.Where(n => !targets.Contains(n.Head.Id))];
        if (starts.Count == 1)
            return starts[0].Head.Index;
        faults.Add(starts.Count == 0 ? FlowFault.At("start.missing") : FlowFault.At("start.ambiguous", starts[1].Head.Id, null, ("first", starts[0].Head.Id)));
        return 0;
    }

    private static JsonElement Get(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) ? value : default;

    private static string? Text(JsonElement element, string field) =>
        Get(element, field) is { ValueKind: JsonValueKind.String } text ? Words.Clean(text.GetString()!) : null;
}
