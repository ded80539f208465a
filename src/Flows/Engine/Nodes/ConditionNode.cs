namespace Aldrava.Flows.Engine.Nodes;

internal sealed record ConditionBranch(string Handle, bool All, Comparison[] Comparisons, int Next)
{
    public bool Holds(Turn turn, FlowNode node)
    {
        foreach (var comparison in Comparisons)
        {
            if (comparison.Holds(turn, node) != All)
                return !All;
        }
        return All;
    }
}

/// <summary>
/// <c>condition</c> <c>{branches: [{handle, match: all|any, comparisons: [{variable, operator, value}]}]}</c>: goes the way of the first branch that holds, else <c>else</c>.
/// </summary>
internal sealed record ConditionNode(NodeHead Head, ConditionBranch[] Branches, int Else) : FlowNode(Head)
{
    private const string ElseHandle = "else";
    private const int MaxBranches = 50;
    private const int MaxComparisons = 50;

    public static FlowNode Read(NodeReader data)
    {
        var handles = new HashSet<string>(StringComparer.Ordinal) { ElseHandle };
        var branches = new List<ConditionBranch>();
        foreach (var branch in data.Items("branches", 1, MaxBranches))
        {
            var handle = branch.Text("handle");
            if (!handles.Add(handle))
                data.Fault("condition.handle_duplicate", ("handle", handle));
            var match = branch.OptionalText("match") ?? "all";
            if (match is not ("all" or "any"))
                data.Fault("field.invalid", ("field", "match"), ("expected", "all,any"));
            var comparisons = branch.Items("comparisons", 1, MaxComparisons).Select(Comparison.Read).ToArray();
            branches.Add(new ConditionBranch(handle, match is "all", comparisons, data.Exit(handle)));
        }
        return new ConditionNode(data.Head, [.. branches], data.Exit(ElseHandle));
    }

    public override int Enter(Turn turn)
    {
        foreach (var branch in Branches)
        {
            if (branch.Holds(turn, this))
                return Go(turn, branch.Handle, branch.Next);
        }
        return Go(turn, ElseHandle, Else);
    }

    private int Go(Turn turn, string handle, int next)
    {
        if (next == Nowhere)
            return turn.HandOver(this, Reasons.NoBranch);
        turn.Trace(this, output: handle);
        return next;
    }
}
