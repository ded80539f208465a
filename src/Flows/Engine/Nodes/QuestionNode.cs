using Aldrava.Flows.Engine.Answers;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>question</c> <c>{text, variable, validation, options, retry_text, max_tries, timeout_seconds}</c>: asks, waits, keeps the answer with its type.
/// Exits: the unnamed one with an answer, <c>fallback</c> after the last wrong try, <c>timeout</c> when nobody answers; without an edge the last two hand over.
/// </summary>
internal sealed record QuestionNode(NodeHead Head, Template Text, Template Retry, AnswerRule Rule, int Slot, int MaxTries, TimeSpan? Timeout) : FlowNode(Head)
{
    private const int DefaultTries = 3;
    private const int MostTries = 20;
    private const int MaxTimeoutSeconds = 90 * 24 * 3600;

    public required int Next { get; init; }
    public required int Fallback { get; init; }
    public required int TimedOut { get; init; }

    public override bool Waits => true;

    public static FlowNode Read(NodeReader data)
    {
        var rule = AnswerRule.Read(data);
        var list = rule is OptionAnswer options ? options.List() : "";
        var text = data.Message("text", list);
        var timeout = data.Int("timeout_seconds", 0, 0, MaxTimeoutSeconds);
        return new QuestionNode(
            data.Head,
            text,
            data.OptionalMessage("retry_text", list) ?? text,
            rule,
            data.Variable("variable"),
            data.Int("max_tries", DefaultTries, 1, MostTries),
            timeout == 0 ? null : TimeSpan.FromSeconds(timeout)
        )
        {
            Next = data.Exit(),
            Fallback = data.Exit("fallback", ExitKind.Optional),
            TimedOut = data.Exit("timeout", ExitKind.Optional),
        };
    }

    public override int Enter(Turn turn)
    {
        var text = Text.Render(turn, this);
        turn.Send(this, text);
        turn.Trace(this, output: text);
        return turn.WaitFor(this, 0, Timeout);
    }

    public override int Resume(Turn turn, FlowInput input)
    {
        if (input is not FlowInput.Message message)
            return GiveUp(turn, TimedOut, null, Reasons.Timeout);
        var said = message.Text is { } raw ? Words.Clean(raw).Trim() : null;
        if (message.Kind is MessageKind.Text or MessageKind.Reply && Rule.TryRead(said ?? "", message.ReplyId, turn.Now, out var answer))
        {
            turn.Write(Slot, answer);
            turn.Trace(this, said, answer.ToString());
            return Next;
        }
        var tries = (turn.Wait?.Tries ?? 0) + 1;
        if (tries >= MaxTries)
            return GiveUp(turn, Fallback, said, Reasons.TooManyTries);
        turn.Send(this, Retry.Render(turn, this));
        turn.Trace(this, said, error: message.Kind is MessageKind.Text or MessageKind.Reply ? "invalid_answer" : "not_a_text");
        return turn.WaitFor(this, tries, Timeout);
    }

    private int GiveUp(Turn turn, int exit, string? said, string reason)
    {
        if (exit == Nowhere)
            return turn.HandOver(this, reason);
        turn.Trace(this, said, error: reason);
        return exit;
    }
}
