namespace Aldrava.Flows.Engine;

/// <summary>
/// Turns (flow, state, input, now) into (state', effects). Knows no database, clock or HTTP, never throws for a compiled flow, and always comes to wait, end, ask for a result or hand over.
/// The shell performs the effects in order; after <see cref="FlowStatus.NeedsResult"/> it comes back with the result within the same transaction.
/// </summary>
internal static class FlowEngine
{
    public const int MaxStepsPerTurn = 200;

    /// <param name="now">In the organization's time zone: "tomorrow" is read off it.</param>
    public static FlowStep Advance(CompiledFlow flow, FlowState state, FlowInput input, DateTimeOffset now)
    {
        if (WhyIgnored(state, input, now) is { } why)
            return Turn.Ignore(state, why);
        var turn = new Turn(flow, state, now);
        turn.Begin(input);
        var node = state.Status == FlowStatus.Fresh ? null : flow.Find(state.Node);
        var next =
            state.Version != FlowState.CurrentVersion ? turn.HandOver(null, Reasons.StateVersion)
            : state.Status == FlowStatus.Fresh ? flow.Start
            : node is null ? turn.HandOver(null, Reasons.NodeMissing)
            : (state.Status == FlowStatus.NeedsResult) != (input is FlowInput.Result) ? turn.HandOver(node, Reasons.UnexpectedInput)
            : node.Resume(turn, input);
        Run(flow, turn, node, next);
        return turn.Finish();
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
            FlowInput.Timeout when state.Status == FlowStatus.Waiting && !(state.Deadline <= now) => "not_due",
            FlowInput.Result when state.Status != FlowStatus.NeedsResult => "not_asked",
            _ => null,
        };
}
