using System.Diagnostics;

namespace Aldrava.Tests.Support;

/// <summary>
/// A clock that starts on a fixed Tuesday morning, goes on by itself, and can be moved forward; timers made from it follow. No test depends on the day
/// or hour it runs.
/// </summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>When every test begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly List<ClockTimer> _timers = [];
    private TimeSpan _moved;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return Start + Stopwatch.GetElapsedTime(_started) + _moved;
    }

    /// <summary>Moves time forward; timers that become due fire.</summary>
    public void Advance(TimeSpan by)
    {
        ClockTimer[] timers;
        lock (_gate)
        {
            _moved += by;
            timers = [.. _timers];
        }
        foreach (var timer in timers)
            timer.Reschedule();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ClockTimer(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ClockTimer : ITimer
    {
        private readonly TestClock _clock;
        private readonly Timer _timer;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public ClockTimer(TestClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _timer = new Timer(static me => ((ClockTimer)me!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                _period = period;
            }
            Reschedule();
            return true;
        }

        public void Reschedule()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                {
                    _timer.Change(Timeout.Infinite, Timeout.Infinite);
                    return;
                }
                var wait = due - _clock.GetUtcNow();
                _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            lock (_clock._gate)
                _clock._timers.Remove(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                    return;
                // The system's timers count whole milliseconds and may be a little early.
                if (due > _clock.GetUtcNow())
                {
                    Reschedule();
                    return;
                }
                _due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : due + _period;
            }
            _callback(_state);
            Reschedule();
        }
    }
}
