namespace Aldrava.Flows.Engine;

/// <summary>What the nodes of one canvas share while they are read: edges, variables, faults.</summary>
internal sealed class CanvasContext(List<FlowFault> faults)
{
    private readonly Dictionary<(string Node, string Handle), CanvasEdge> edges = [];
    private readonly HashSet<(string Node, string Handle)> followed = [];
    private readonly Dictionary<string, int> slots = Builtin
        .Names.Select((name, slot) => (name, slot))
        .ToDictionary(n => n.name, n => n.slot, StringComparer.Ordinal);

    public List<FlowFault> Faults => faults;

    public string[] Names => [.. slots.OrderBy(s => s.Value).Select(s => s.Key)];

    public int Slot(string name)
    {
        if (!slots.TryGetValue(name, out var slot))
            slots[name] = slot = slots.Count;
        return slot;
    }

    public string NameOf(int slot) => slots.First(s => s.Value == slot).Key;

    public void Add(CanvasEdge edge)
    {
        if (!edges.TryAdd((edge.Source, edge.Handle), edge))
            faults.Add(FlowFault.At("edge.duplicate", edge.Source, edge.Id, ("handle", edge.Handle)));
    }

    public (int Target, string? EdgeId) Follow(string node, string handle)
    {
        followed.Add((node, handle));
        return edges.TryGetValue((node, handle), out var edge) ? (edge.Target, edge.Id) : (FlowNode.Nowhere, null);
    }

    /// <summary>Edges from handles their node doesn't have: drawn, but never taken.</summary>
    public void ReportLooseEdges(IReadOnlySet<string> readNodes)
    {
        foreach (var (key, edge) in edges)
        {
            if (readNodes.Contains(key.Node) && !followed.Contains(key))
                faults.Add(FlowFault.At("edge.unknown_handle", key.Node, edge.Id, ("handle", key.Handle)));
        }
    }
}

internal sealed record CanvasEdge(string? Id, string Source, string Handle, int Target);
