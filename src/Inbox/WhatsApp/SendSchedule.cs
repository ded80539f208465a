namespace Aldrava.Inbox.WhatsApp;

/// <summary>When a message that was not accepted is tried again.</summary>
internal static class SendSchedule
{
    /// <summary>With the waits below about an hour: after that a person should know.</summary>
    internal const int MaxAttempts = 12;

    /// <summary>Refused for haste it is tried for more than a day: the message is right, and only waits for its turn.</summary>
    internal const int MaxHastyAttempts = 120;

    /// <summary>How long a number is left alone that sent too fast: at first, by how much longer each time in a row, and at most.</summary>
    internal static (TimeSpan First, double Factor, TimeSpan Longest) NumberHold => (s_first, 2, s_longest);

    /// <summary>The same for one person.</summary>
    internal static (TimeSpan First, double Factor, TimeSpan Longest) PairHold => (PairWait(1), 4, PairWait(6));

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromHours(24);

    /// <summary>The next attempt; null when there is none: accepted, refused, unknown, or tried often enough.</summary>
    /// <param name="attempts">Attempts made so far, at least one.</param>
    /// <param name="jitter">From 0 to 1; spreads the attempts over the next fifth of the wait, never shortens it.</param>
    internal static DateTimeOffset? Next(int attempts, SendOutcome outcome, DateTimeOffset now, double jitter)
    {
        if (outcome is not SendOutcome.RetryLater later || attempts >= Most(later.Code))
            return null;
        var wait = later.Code is GraphCodes.PairRateLimit ? PairWait(attempts) : Wait(attempts);
        if (Bounded(later.After) is var asked && asked > wait)
            wait = asked;
        return now + (wait * (1 + (Math.Clamp(jitter, 0, 1) / 5)));
    }

    /// <summary>What Meta asks for, within reason; nothing when it asks for nothing.</summary>
    internal static TimeSpan Bounded(TimeSpan? asked) =>
        asked is not { } wait ? TimeSpan.Zero
        : wait < s_longestAsked ? wait
        : s_longestAsked;

    private static int Most(int code) => GraphCodes.IsRateLimit(code) ? MaxHastyAttempts : MaxAttempts;

    private static TimeSpan Wait(int attempts)
    {
        var wait = s_first * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return wait < s_longest ? wait : s_longest;
    }

    // Meta asks for 4^n seconds between two tries of the same pair; six steps are over an hour.
    private static TimeSpan PairWait(int attempts) => TimeSpan.FromSeconds(Math.Pow(4, Math.Clamp(attempts, 1, 6)));
}
