using Aldrava.Flows.Engine.Answers;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>question</c> <c>{text, variable, validation, options, retry_text, max_tries, timeout_seconds}</c>: asks, waits, keeps the answer with its type. The unnamed exit is the one with an answer.
/// </summary>
internal sealed record QuestionNode(NodeHead Head, Patience Patience, Template Text, AnswerRule Rule, int Slot, int Next) : AskingNode(Head, Patience)
{
    public static FlowNode Read(NodeReader data)
    {
        var rule = AnswerRule.Read(data);
        var list = rule is OptionAnswer options ? options.List() : null;
        var text = data.Message("text", list);
        return new QuestionNode(data.Head, Patience.Read(data, list), text, rule, data.Variable("variable"), data.Exit());
    }

    protected override string Ask(Turn turn, Retry? retry)
    {
        var text = Worded(turn, Text, retry, Template.MaxRenderedLength);
        turn.Send(this, text);
        return text;
    }

    protected override int? Take(Turn turn, FlowInput.Message message, string? said)
    {
        if (!Rule.TryHear(message, said ?? "", turn.Now, out var answer))
            return null;
        turn.Write(Slot, answer);
        turn.Trace(this, said, answer.ToString());
        return Next;
    }
}
