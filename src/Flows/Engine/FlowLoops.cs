namespace Aldrava.Flows.Engine;

/// <summary>Finds the loops of a flow that come round without a wait: its strongly connected parts once the exits behind a wait are taken out (Tarjan's algorithm).</summary>
internal sealed class FlowLoops
{
    private readonly CompiledFlow flow;
    private readonly IReadOnlySet<string>? asking;
    private readonly int[] order;
    private readonly int[] low;
    private readonly bool[] onPath;
    private readonly Stack<int> path = new();
    private readonly List<IReadOnlyList<FlowNode>> loops = [];
    private int next;

    private FlowLoops(CompiledFlow flow, IReadOnlySet<string>? asking)
    {
        (this.flow, this.asking) = (flow, asking);
        (order, low, onPath) = (new int[flow.Nodes.Length], new int[flow.Nodes.Length], new bool[flow.Nodes.Length]);
    }

    public static IReadOnlyList<IReadOnlyList<FlowNode>> WithoutWait(CompiledFlow flow, bool[] reached, IReadOnlySet<string>? asking = null)
    {
        var search = new FlowLoops(flow, asking);
        for (var index = 0; index < reached.Length; index++)
        {
            if (reached[index] && search.order[index] == 0)
                search.Visit(index);
        }
        return search.loops;
    }

    // As deep as the flow is long, which the compiler bounds.
    private void Visit(int index)
    {
        order[index] = low[index] = ++next;
        path.Push(index);
        onPath[index] = true;
        foreach (var exit in flow.Nodes[index].Head.Exits)
        {
            if (exit.Target < 0 || !LeavesAtOnce(flow.Nodes[index], exit))
                continue;
            if (order[exit.Target] == 0)
            {
                Visit(exit.Target);
                low[index] = Math.Min(low[index], low[exit.Target]);
            }
            else if (onPath[exit.Target])
            {
                low[index] = Math.Min(low[index], order[exit.Target]);
            }
        }
        if (low[index] == order[index])
            Collect(index);
    }

    private bool LeavesAtOnce(FlowNode node, NodeExit exit) =>
        node.LeavesAtOnce(exit.Handle) && !(exit.Handle == NodeExit.Unnamed && asking?.Contains(node.Id) == true);

    private void Collect(int root)
    {
        var part = new List<int>();
        do
        {
            part.Add(path.Peek());
            onPath[path.Peek()] = false;
        } while (path.Pop() != root);
        if (part.Count > 1 || flow.Nodes[root].Head.Exits.Exists(e => e.Target == root && LeavesAtOnce(flow.Nodes[root], e)))
            loops.Add([.. part.Order().Select(i => flow.Nodes[i])]);
    }
}
