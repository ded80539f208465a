namespace Aldrava.Flows.Engine.Nodes;

/// <summary><c>start</c>: marks where the flow begins and does nothing else.</summary>
internal sealed record StartNode(NodeHead Head, int Next) : FlowNode(Head)
{
    public const string Type = "start";

    public static FlowNode Read(NodeReader data) => new StartNode(data.Head, data.Exit());

    public override int Enter(Turn turn)
    {
        turn.Trace(this);
        return Next;
    }
}
