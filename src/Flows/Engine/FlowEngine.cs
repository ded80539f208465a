namespace Aldrava.Flows.Engine;

/// <summary>
/// Turns (flow, state, input, now) into (state', effects). Knows no database, clock or HTTP, never throws for a compiled flow, and always comes to wait, end, ask for a result or hand over.
/// The shell performs the effects in order; after <see cref="FlowStatus.NeedsResult"/> it comes back with the result within the same transaction.
/// </summary>
internal static class FlowEngine
{
    public const int MaxStepsPerTurn = 200;

    /// <summary>How many messages are kept for a flow that can't listen; what comes after is for people.</summary>
    public const int MostKept = 50;

    /// <param name="now">In the organization's time zone: "tomorrow" is read off it.</param>
    public static FlowStep Advance(CompiledFlow flow, FlowState state, FlowInput input, DateTimeOffset now, FlowSurroundings? around = null)
    {
        if (WhyIgnored(state, input, now) is { } why)
            return Turn.Ignore(state, why);
        var node = state.Status == FlowStatus.Fresh ? null : flow.Find(state.Node);
        if (input is FlowInput.Message message && !CanHear(state, node))
            return Turn.Keep(state, message);
        var turn = new Turn(flow, state, now, around ?? FlowSurroundings.None);
        turn.Begin(input);
        Run(flow, turn, node, First(flow, state, node, input, turn));
        return turn.Finish();
    }

    /// <summary>Takes the oldest kept message once somebody listens again.</summary>
    public static FlowInput.Message? TakeKept(CompiledFlow flow, ref FlowState state)
    {
        if (state.Status != FlowStatus.Waiting || state.Kept is not { Count: > 0 } kept || flow.Find(state.Node) is { KeepsMessages: true })
            return null;
        state = state with { Kept = kept.Count == 1 ? null : [.. kept.Skip(1)] };
        return kept[0];
    }

    private static bool CanHear(FlowState state, FlowNode? node) =>
        state.Version != FlowState.CurrentVersion
        || (state.Status is not (FlowStatus.NeedsResult or FlowStatus.Switching) && !(state.Status == FlowStatus.Waiting && node is { KeepsMessages: true }));

    private static int First(CompiledFlow flow, FlowState state, FlowNode? node, FlowInput input, Turn turn)
    {
        if (state.Version != FlowState.CurrentVersion)
            return turn.HandOver(null, Reasons.StateVersion);
        if (state.Status == FlowStatus.Fresh || (state.Status == FlowStatus.Switching && state.Node is null))
            return flow.Start;
        if (node is null)
            return turn.HandOver(null, Reasons.NodeMissing);
        if (state.Status == FlowStatus.NeedsResult && input is not FlowInput.Result)
            return turn.HandOver(node, Reasons.UnexpectedInput);
        var again = input is FlowInput.Resumed || (input is FlowInput.Message message && ReplyIds.IsStale(node, message.ReplyId));
        return again ? node.Again(turn) : node.Resume(turn, input);
    }

    private static void Run(CompiledFlow flow, Turn turn, FlowNode? last, int next)
    {
        var nodes = flow.Nodes;
        while ((uint)next < (uint)nodes.Length)
        {
            last = nodes[next];
            if (!turn.MayEnter(last))
                return;
            next = last.Enter(turn);
        }
        if (turn.IsRunning && last is not null)
            turn.End(last, Reasons.NoNextNode);
    }

    private static string? WhyIgnored(FlowState state, FlowInput input, DateTimeOffset now) =>
        input switch
        {
            _ when state.IsOver => "over",
            FlowInput.Message { Kind: MessageKind.Reaction } => "reaction",
            FlowInput.Timeout when state.Status == FlowStatus.Fresh => "not_begun",
            FlowInput.Timeout when !(state.Status == FlowStatus.Waiting && state.Deadline <= now) => "not_due",
            FlowInput.Resumed when state.Status != FlowStatus.Waiting => "not_waiting",
            FlowInput.Result when state.Status != FlowStatus.NeedsResult => "not_asked",
            FlowInput.Switched when state.Status != FlowStatus.Switching => "not_asked",
            _ => null,
        };
}
