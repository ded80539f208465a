namespace Aldrava.Flows.Engine.Nodes;

/// <summary><c>text</c> <c>{text}</c>: says something and goes on.</summary>
internal sealed record TextNode(NodeHead Head, Template Text, int Next) : FlowNode(Head)
{
    public static FlowNode Read(NodeReader data) => new TextNode(data.Head, data.Message("text"), data.Exit());

    public override int Enter(Turn turn)
    {
        var text = Text.Render(turn, this);
        turn.Send(this, text);
        turn.Trace(this, output: text);
        return Next;
    }
}
