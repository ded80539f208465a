using System.Collections;

namespace Aldrava.Flows.Engine;

/// <summary>Looks over a flow that compiles for what would disappoint a customer: ways that lead nowhere, nodes nobody comes to, loops that never wait, variables nobody sets.</summary>
internal static class FlowValidator
{
    /// <param name="flow">What is looked over.</param>
    /// <param name="asking">Jumps that are known to ask the customer before they come back.</param>
    public static IReadOnlyList<FlowFault> Validate(CompiledFlow flow, IReadOnlySet<string>? asking = null)
    {
        var faults = new List<FlowFault>();
        var reached = Reached(flow);
        foreach (var node in flow.Nodes)
        {
            if (!reached[node.Head.Index])
                faults.Add(FlowFault.Warning("node.unreachable", node.Id));
            else if (!node.IsLast)
                CheckExits(node, faults);
        }
        faults.AddRange(FlowLoops.WithoutWait(flow, reached, asking).Select(LoopFault));
        CheckVariables(flow, reached, faults);
        return faults;
    }

    private static FlowFault LoopFault(IReadOnlyList<FlowNode> loop) =>
        FlowFault.At("cycle.no_wait", loop[0].Id, null, ("nodes", string.Join(", ", loop.Select(n => n.Id)))) with
        {
            // Only the other flow knows.
            Severity = loop.Any(n => n.MayWait) ? FaultSeverity.Warning : FaultSeverity.Error,
        };

    private static void CheckExits(FlowNode node, List<FlowFault> faults)
    {
        if (node.Head.Exits.TrueForAll(e => e.Target == FlowNode.Nowhere))
        {
            faults.Add(FlowFault.Warning("node.dead_end", node.Id));
            return;
        }
        foreach (var exit in node.Head.Exits)
        {
            if (exit is { Target: FlowNode.Nowhere, Kind: ExitKind.Required })
                faults.Add(FlowFault.At("edge.missing", node.Id, null, ("handle", exit.Handle)));
        }
    }

    private static bool[] Reached(CompiledFlow flow)
    {
        var reached = new bool[flow.Nodes.Length];
        var open = new Stack<int>([flow.Start]);
        while (open.TryPop(out var index))
        {
            if (reached[index])
                continue;
            reached[index] = true;
            foreach (var exit in flow.Nodes[index].Head.Exits)
            {
                if (exit.Target >= 0)
                    open.Push(exit.Target);
            }
        }
        return reached;
    }

    private static void CheckVariables(CompiledFlow flow, bool[] reached, List<FlowFault> faults)
    {
        var maybeSet = MaybeSet(flow);
        foreach (var node in flow.Nodes)
        {
            if (!reached[node.Head.Index])
                continue;
            foreach (var slot in node.Head.Reads.Distinct())
            {
                // A question shows its text before it has its answer; an assignment may use what it just set.
                var known = maybeSet[node.Head.Index]![slot] || (!node.Waits && node.Head.Writes.Contains(slot));
                if (!known && !VariableNames.IsReserved(flow.Names[slot]))
                    faults.Add(FlowFault.Warning("variable.never_set", node.Id, null, ("variable", flow.Names[slot])));
            }
        }
    }

    /// <summary>For every node that can be reached, the variables that some way to it sets.</summary>
    private static BitArray?[] MaybeSet(CompiledFlow flow)
    {
        var before = new BitArray?[flow.Nodes.Length];
        before[flow.Start] = new BitArray(flow.Names.Length);
        var open = new Queue<int>([flow.Start]);
        while (open.TryDequeue(out var index))
        {
            var head = flow.Nodes[index].Head;
            var after = new BitArray(before[index]!);
            head.Writes.ForEach(slot => after[slot] = true);
            foreach (var exit in head.Exits)
            {
                if (exit.Target >= 0 && Merge(ref before[exit.Target], after))
                    open.Enqueue(exit.Target);
            }
        }
        return before;
    }

    private static bool Merge(ref BitArray? into, BitArray from)
    {
        if (into is null)
        {
            into = new BitArray(from);
            return true;
        }
        var merged = new BitArray(into).Or(from);
        if (!new BitArray(merged).Xor(into).HasAnySet())
            return false;
        into = merged;
        return true;
    }
}
