using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>What all questions have: how often and how long they wait, and where they lead when no answer comes.</summary>
internal sealed record Patience(Template? Retry, int MaxTries, TimeSpan? Timeout, int Fallback, int TimedOut)
{
    private const int DefaultTries = 3;
    private const int MostTries = 20;
    private const int MaxTimeoutSeconds = 90 * 24 * 3600;

    public static Patience Read(NodeReader data, LocalText? suffix = null, int maxText = MessageSplitter.MaxLength)
    {
        var timeout = data.Int("timeout_seconds", 0, 0, MaxTimeoutSeconds);
        return new Patience(
            data.OptionalMessage("retry_text", suffix, maxText),
            data.Int("max_tries", DefaultTries, 1, MostTries),
            timeout == 0 ? null : TimeSpan.FromSeconds(timeout),
            data.Exit("fallback", ExitKind.Optional),
            data.Exit("timeout", ExitKind.Optional)
        );
    }
}

/// <summary>
/// Asks, waits, goes on with an answer. Exits beside the answers': <c>fallback</c> after the last wrong try, <c>timeout</c> when nobody answers; without an edge these two hand over.
/// </summary>
internal abstract record AskingNode(NodeHead Head, Patience Patience) : FlowNode(Head)
{
    public override bool Waits => true;

    public override int Enter(Turn turn)
    {
        turn.Trace(this, output: Ask(turn, null));
        return turn.WaitFor(this, 0, Patience.Timeout);
    }

    public override int Again(Turn turn)
    {
        turn.Trace(this, output: Ask(turn, null));
        return turn.WaitFor(this, turn.Wait?.Tries ?? 0, Patience.Timeout);
    }

    public override int Resume(Turn turn, FlowInput input)
    {
        if (input is not FlowInput.Message message)
            return GiveUp(turn, Patience.TimedOut, null, Reasons.Timeout);
        var said = message.Text is { } raw ? Words.Clean(raw).Trim() : null;
        if (Take(turn, message, said) is { } next)
            return next;
        var tries = (turn.Wait?.Tries ?? 0) + 1;
        if (tries >= Patience.MaxTries)
            return GiveUp(turn, Patience.Fallback, said, Reasons.TooManyTries);
        var wasWritten = message.Kind is MessageKind.Text or MessageKind.Reply;
        Ask(turn, Why(turn, wasWritten));
        turn.Trace(this, said, error: wasWritten ? "invalid_answer" : "not_a_text");
        return turn.WaitFor(this, tries, Patience.Timeout);
    }

    /// <summary>Sends the question and answers its words. <paramref name="retry"/> is what is said instead (the node's own words) or before it.</summary>
    protected abstract string Ask(Turn turn, Retry? retry);

    /// <summary>Keeps the answer and goes on; null when it is none.</summary>
    protected abstract int? Take(Turn turn, FlowInput.Message message, string? said);

    /// <summary>The words of the question, no longer than fit.</summary>
    protected string Worded(Turn turn, Template question, Retry? retry, int max)
    {
        var text = retry is { Replaces: true } own ? own.Text : question.Render(turn, this);
        return Words.Cut(retry is { Replaces: false } before ? $"{before.Text}\n\n{text}" : text, max);
    }

    private Retry? Why(Turn turn, bool wasWritten)
    {
        if (Patience.Retry is { } own)
            return new Retry(own.Render(turn, this), Replaces: true);
        var why = wasWritten ? turn.Around.NotUnderstood : turn.Around.WriteInstead ?? turn.Around.NotUnderstood;
        return why is null ? null : new Retry(why.In(turn.Language), Replaces: false);
    }

    private int GiveUp(Turn turn, int exit, string? said, string reason)
    {
        if (exit == Nowhere)
            return turn.HandOver(this, reason);
        turn.Trace(this, said, error: reason);
        return exit;
    }
}

/// <summary>What is said after an answer that is none.</summary>
internal sealed record Retry(string Text, bool Replaces);
