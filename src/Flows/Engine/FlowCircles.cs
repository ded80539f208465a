using Aldrava.Flows.Engine.Nodes;

namespace Aldrava.Flows.Engine;

/// <summary>Looks at flows that jump to each other as at one: where a conversation would go round through several of them and nobody is asked.</summary>
/// <param name="flows">Every flow that can be jumped to, by id, in the version a jump finds.</param>
internal sealed class FlowCircles(IReadOnlyDictionary<Guid, CompiledFlow> flows)
{
    private readonly HashSet<Guid> _passing = Passing(flows);

    /// <summary>Jumps of a flow that always ask somebody before they come back.</summary>
    public IReadOnlySet<string> AskingJumps(CompiledFlow flow)
    {
        var asking = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in flow.Nodes)
        {
            if (node is JumpToFlowNode jump && flows.ContainsKey(jump.FlowId) && !_passing.Contains(jump.FlowId))
                asking.Add(node.Id);
        }
        return asking;
    }

    /// <summary>Jumps of a flow that come back to themselves without a question, each with the flows on the way.</summary>
    public IReadOnlyList<(FlowNode Jump, IReadOnlyList<Guid> Way)> Of(Guid flowId)
    {
        var found = new List<(FlowNode, IReadOnlyList<Guid>)>();
        foreach (var node in flows[flowId].Nodes)
        {
            if (node is JumpToFlowNode jump && Way(new Place(flowId, node.Head.Index), jump) is { } way)
                found.Add((node, way));
        }
        return found;
    }

    // The shortest way from where a jump leads back to it; null when there is none.
    private List<Guid>? Way(Place from, JumpToFlowNode jump)
    {
        if (!flows.TryGetValue(jump.FlowId, out var target))
            return null;
        var start = new Place(jump.FlowId, target.Start);
        var came = new Dictionary<Place, Place> { [start] = from };
        var open = new Queue<Place>([start]);
        while (open.TryDequeue(out var at))
        {
            if (at == from)
                return Flows(came, from);
            foreach (var next in Next(at))
            {
                if (came.TryAdd(next, at))
                    open.Enqueue(next);
            }
        }
        return null;
    }

    private static List<Guid> Flows(Dictionary<Place, Place> came, Place from)
    {
        var way = new List<Guid> { from.Flow };
        for (var at = came[from]; at != from; at = came[at])
        {
            if (way[^1] != at.Flow)
                way.Add(at.Flow);
        }
        if (way[^1] != from.Flow || way.Count == 1)
            way.Add(from.Flow);
        way.Reverse();
        return way;
    }

    private IEnumerable<Place> Next(Place at)
    {
        var node = flows[at.Flow].Nodes[at.Node];
        if (node is JumpToFlowNode jump && flows.TryGetValue(jump.FlowId, out var target))
        {
            yield return new Place(jump.FlowId, target.Start);
            if (_passing.Contains(jump.FlowId) && jump.Next >= 0)
                yield return new Place(at.Flow, jump.Next);
            yield break;
        }
        foreach (var index in AtOnce(node, flows, []))
        {
            if (index >= 0)
                yield return new Place(at.Flow, index);
        }
    }

    // The flows that can come to their end without asking: found in rounds, until one finds no more.
    private static HashSet<Guid> Passing(IReadOnlyDictionary<Guid, CompiledFlow> flows)
    {
        var passing = new HashSet<Guid>();
        while (flows.Where(f => !passing.Contains(f.Key) && Passes(f.Value, flows, passing)).Select(f => f.Key).ToList() is { Count: > 0 } more)
            passing.UnionWith(more);
        return passing;
    }

    private static bool Passes(CompiledFlow flow, IReadOnlyDictionary<Guid, CompiledFlow> flows, HashSet<Guid> passing)
    {
        var seen = new HashSet<int> { flow.Start };
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out var at))
        {
            if (flow.Nodes[at] is EndNode)
                return true;
            foreach (var next in AtOnce(flow.Nodes[at], flows, passing))
            {
                if (next == FlowNode.Nowhere)
                    return true;
                if (seen.Add(next))
                    open.Enqueue(next);
            }
        }
        return false;
    }

    // Where a node may lead in the turn that enters it. An unnamed exit that leads nowhere ends the flow; a named one calls a person.
    private static IEnumerable<int> AtOnce(FlowNode node, IReadOnlyDictionary<Guid, CompiledFlow> flows, HashSet<Guid> passing)
    {
        foreach (var exit in node.Head.Exits)
        {
            var isTaken = node is JumpToFlowNode jump
                ? flows.ContainsKey(jump.FlowId)
                    ? exit.Handle == NodeExit.Unnamed && passing.Contains(jump.FlowId)
                    : exit.Handle != NodeExit.Unnamed
                : node.LeavesAtOnce(exit.Handle);
            if (isTaken && (exit.Target >= 0 || exit.Handle == NodeExit.Unnamed))
                yield return exit.Target;
        }
    }

    private sealed record Place(Guid Flow, int Node);
}
