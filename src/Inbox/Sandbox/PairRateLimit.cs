namespace Aldrava.Inbox.Sandbox;

/// <summary>Meta's limit of one number to one person: a message every six seconds, with a burst of 45 to draw upon.</summary>
internal sealed class PairRateLimit
{
    internal const int Burst = 45;
    internal static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string PhoneNumberId, string Recipient), (double Tokens, DateTimeOffset At)> _pairs = [];

    /// <summary>False when the pair has sent too much; nothing is taken then.</summary>
    internal bool TryTake(string phoneNumberId, string recipient, DateTimeOffset now)
    {
        lock (_lock)
        {
            var (tokens, at) = _pairs.TryGetValue((phoneNumberId, recipient), out var pair) ? pair : (Burst, now);
            tokens = Math.Min(Burst, tokens + (Math.Max(0, (now - at).TotalSeconds) / Refill.TotalSeconds));
            var taken = tokens >= 1;
            _pairs[(phoneNumberId, recipient)] = (taken ? tokens - 1 : tokens, now);
            return taken;
        }
    }
}
