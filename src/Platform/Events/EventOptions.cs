using System.ComponentModel.DataAnnotations;

namespace Aldrava.Platform.Events;

/// <summary>How events are delivered. Configuration section <c>Events</c>.</summary>
public sealed class EventOptions
{
    /// <summary>How many deliveries a node works on at once; 0 for a node that only answers requests.</summary>
    [Range(0, 64)]
    public int Parallelism { get; set; } = 4;

    /// <summary>How often a delivery is tried before it becomes a dead letter.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Wait after the first failure; doubles each time.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a handler may take.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long events are kept for replay (realtime.md: 72 h).</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(72);

    /// <summary>How often a node looks by itself when nobody wakes it.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal TimeSpan RetryAfter(int attempts) =>
        TimeSpan.FromTicks((long)Math.Min(MaxRetry.Ticks, FirstRetry.Ticks * Math.Pow(2, Math.Min(attempts - 1, 30))));
}
