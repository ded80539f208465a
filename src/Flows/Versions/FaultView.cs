using System.Text.Json;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Versions;

/// <summary>A place on the canvas.</summary>
internal sealed record CanvasPoint(double X, double Y);

/// <summary>What is wrong with a canvas, in the reader's language, and where it is drawn.</summary>
/// <param name="Severity"><c>error</c> keeps the flow from being published.</param>
/// <param name="Position">Of the node; of an edge, of the node it leaves.</param>
internal sealed record FaultView(
    string Code,
    string Severity,
    string Message,
    string? NodeId,
    string? EdgeId,
    CanvasPoint? Position,
    IReadOnlyDictionary<string, string> Args
)
{
    public static FaultView Example =>
        new(
            "edge.missing",
            "error",
            "Falta a ligação que sai de «timeout».",
            "budget",
            EdgeId: null,
            new CanvasPoint(320, 180),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["handle"] = "timeout" }
        );
}

/// <summary>Tells faults to an author.</summary>
internal sealed class FaultMessages(ErrorMessages messages)
{
    private const string Prefix = "flow_fault.";
    private readonly HashSet<string> _known =
    [
        .. messages.All(Languages.Default).Select(m => m.Key).Where(k => k.StartsWith(Prefix, StringComparison.Ordinal)),
    ];

    public FaultView[] Tell(HttpContext http, string canvas, IReadOnlyList<FlowFault> faults)
    {
        var places = faults.Count == 0 ? null : CanvasPlaces.Of(canvas);
        return [.. faults.Select(f => Tell(http, f, places))];
    }

    private FaultView Tell(HttpContext http, FlowFault fault, CanvasPlaces? places)
    {
        var key = _known.Contains(Prefix + fault.Code) ? Prefix + fault.Code : $"{Prefix}other";
        var message = messages.Get(key, Languages.Of(http)).Replace("[code]", fault.Code, StringComparison.Ordinal);
        foreach (var (name, value) in fault.Args)
            message = message.Replace($"[{name}]", value, StringComparison.Ordinal);
        return new FaultView(
            fault.Code,
            fault.Severity == FaultSeverity.Error ? "error" : "warning",
            message,
            fault.NodeId,
            fault.EdgeId,
            places?.Find(fault.NodeId, fault.EdgeId),
            fault.Args
        );
    }
}

/// <summary>Where the nodes of a canvas are drawn.</summary>
internal sealed class CanvasPlaces
{
    private readonly Dictionary<string, CanvasPoint> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public static CanvasPlaces Of(string canvas)
    {
        var places = new CanvasPlaces();
        using var document = RawJson.TryParse(canvas);
        if (document is null)
            return places;
        foreach (var node in CanvasParts.List(document.RootElement, "nodes"))
        {
            var position = CanvasParts.Get(node, "position");
            if (CanvasParts.Text(node, "id") is { } id && Number(position, "x") is { } x && Number(position, "y") is { } y)
                places._nodes[id] = new CanvasPoint(x, y);
        }
        foreach (var edge in CanvasParts.List(document.RootElement, "edges"))
        {
            if (CanvasParts.Text(edge, "id") is { } id && CanvasParts.Text(edge, "source") is { } source)
                places._sources[id] = source;
        }
        return places;
    }

    public CanvasPoint? Find(string? nodeId, string? edgeId)
    {
        var id = nodeId ?? (edgeId is null ? null : _sources.GetValueOrDefault(edgeId));
        return id is null ? null : _nodes.GetValueOrDefault(id);
    }

    private static double? Number(JsonElement element, string name) =>
        CanvasParts.Get(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : null;
}
