namespace Aldrava.Realtime.Connections;

/// <summary>Watches the end of an access token: gives notice once, then calls time.</summary>
internal sealed class TokenClock : IDisposable
{
    // Timers cannot run for longer than some weeks; a token might.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _notice;
    private readonly Action<DateTimeOffset> _expiring;
    private readonly Action _expired;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private DateTimeOffset? _expiresAt;
    private bool _noticed;

    public TokenClock(TimeProvider clock, TimeSpan notice, Action<DateTimeOffset> expiring, Action expired)
    {
        (_clock, _notice, _expiring, _expired) = (clock, notice, expiring, expired);
        _timer = clock.CreateTimer(static self => ((TokenClock)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches a token from now on, instead of the one before.</summary>
    public void Watch(DateTimeOffset expiresAt)
    {
        lock (_lock)
            (_expiresAt, _noticed) = (expiresAt, false);
        Look();
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            if (_expiresAt is not { } end)
                return;
            var left = end - _clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                _expiresAt = null;
                _expired();
                return;
            }
            if (left <= _notice && !_noticed)
            {
                _noticed = true;
                _expiring(end);
            }
            var next = _noticed ? left : left - _notice;
            // A millisecond more: a timer that fires a hair too early would only look again.
            _timer.Change((next < Longest ? next : Longest) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }
}
