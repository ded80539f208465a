using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Visits;

/// <summary>How a node asks for one of several and waits: its own words, tries, deadline and the ways out of waiting.</summary>
internal sealed record ChoiceRules(Template? Text, int MaxTries, TimeSpan? Timeout, int Fallback, int TimedOut)
{
    private const int DefaultTries = 3;
    private const int MostTries = 20;
    private const int MaxTimeoutSeconds = 90 * 24 * 3600;

    public static ChoiceRules Read(NodeReader data, string text)
    {
        var timeout = data.Int("timeout_seconds", 0, 0, MaxTimeoutSeconds);
        return new ChoiceRules(
            data.OptionalMessage(text),
            data.Int("max_tries", DefaultTries, 1, MostTries),
            timeout == 0 ? null : TimeSpan.FromSeconds(timeout),
            data.Exit("fallback", ExitKind.Optional),
            data.Exit("timeout", ExitKind.Optional)
        );
    }

    /// <summary>The author's words, else the usual.</summary>
    public string Say(Turn turn, FlowNode node, string usual) =>
        Text?.Render(turn, node) is { } own && !string.IsNullOrWhiteSpace(own) ? Words.Cut(own, ListLimits.LongestBody) : usual;

    /// <summary>Waits again after an answer that is none; the list is still on the customer's screen.</summary>
    public int TryAgain(Turn turn, FlowNode node, string? said, Action? ask = null)
    {
        var tries = (turn.Wait?.Tries ?? 0) + 1;
        if (tries >= MaxTries)
            return GiveUp(turn, node, Fallback, Reasons.TooManyTries, said);
        if (ask is not null)
            ask();
        else if (Text?.Render(turn, node) is { } own)
            turn.Send(node, own);
        turn.Trace(node, said, error: "invalid_answer");
        return turn.WaitFor(node, tries, Timeout);
    }

    public int GiveUp(Turn turn, FlowNode node, int exit, string reason, string? said = null)
    {
        if (exit == FlowNode.Nowhere)
            return turn.HandOver(node, reason);
        turn.Trace(node, said, error: reason);
        return exit;
    }
}

/// <summary>What fits into a list (Meta's limits).</summary>
internal static class ListLimits
{
    public const int LongestBody = 4096;

    public static string Title(string text) => Words.Cut(text, 24);

    public static string Description(string text) => Words.Cut(text, 72);

    public static string Button(string text) => Words.Cut(text, 20);
}
