namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>jump_to_flow</c> <c>{flow_id}</c>: goes on in another flow of the chatbot, in the version published by then, and comes back when that one is over. Exit <c>error</c> when there is none; without an edge a human takes over.
/// </summary>
internal sealed record JumpToFlowNode(NodeHead Head, Guid FlowId, int Next, int Failed) : FlowNode(Head)
{
    public override bool MayWait => true;

    public static FlowNode Read(NodeReader data)
    {
        if (!data.Has("flow_id"))
            data.Fault("field.required", ("field", "flow_id"));
        return new JumpToFlowNode(data.Head, data.OptionalId("flow_id") ?? Guid.Empty, data.Exit(), data.Exit("error", ExitKind.Optional));
    }

    public override int Enter(Turn turn) => turn.Request(this, new FlowEffect.FindFlow(FlowId));

    public override int Resume(Turn turn, FlowInput input)
    {
        switch (input)
        {
            case FlowInput.FlowFound found:
                turn.Trace(this, output: $"{found.Place.FlowId} {found.Place.Version}");
                return turn.Jump(this, found.Place);
            case FlowInput.Switched:
                return Next;
            case FlowInput.RequestFailed failure:
                return turn.Fail(this, Failed, failure.Code);
            default:
                return turn.HandOver(this, Reasons.UnexpectedInput);
        }
    }
}
