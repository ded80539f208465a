namespace Aldrava.Flows.Engine.Nodes;

/// <summary><c>end</c> <c>{text?, reason?}</c>: a last word, if any, and the flow is over.</summary>
internal sealed record EndNode(NodeHead Head, Template? Text, string Reason) : FlowNode(Head)
{
    public override bool IsLast => true;

    public static FlowNode Read(NodeReader data) =>
        new EndNode(data.Head, data.OptionalMessage("text"), data.OptionalText("reason") is { Length: > 0 } reason ? reason : Reasons.Completed);

    public override int Enter(Turn turn)
    {
        var text = Text?.Render(turn, this);
        if (text is not null)
            turn.Send(this, text);
        turn.Trace(this, output: text);
        return turn.End(this, Reason);
    }
}
