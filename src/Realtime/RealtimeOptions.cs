using System.ComponentModel.DataAnnotations;

namespace Aldrava.Realtime;

/// <summary>Limits and times of the sockets. Configuration section <c>Realtime</c>, and the contract's environment variables.</summary>
internal sealed class RealtimeOptions
{
    /// <summary><c>WS_PING_INTERVAL</c>: how long a connection may be silent before the server pings it.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary><c>WS_PING_TIMEOUT</c>: how long the answer to that ping may take.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary><c>FRONTEND_URL</c>: pages of these origins may connect besides those of the server itself.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>How long a connection without a token may take to send one.</summary>
    public TimeSpan SignInTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections of a node may be waiting for their token.</summary>
    [Range(1, 100_000)]
    public int MaxSignInsWaiting { get; set; } = 1000;

    /// <summary>How long before its end a token is told to be ending.</summary>
    public TimeSpan ExpiryNotice { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many connections a user may have on one node; one more ends the oldest.</summary>
    [Range(1, 10_000)]
    public int MaxConnectionsPerUser { get; set; } = 20;

    /// <summary>How many messages may wait for a slow reader.</summary>
    [Range(8, 100_000)]
    public int QueueMessages { get; set; } = 512;

    /// <summary>How many bytes may wait for a slow reader.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int QueueBytes { get; set; } = 512 * 1024;

    /// <summary>How long a connection may take to say goodbye before it is cut.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest message a device may send.</summary>
    [Range(256, 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 16 * 1024;

    /// <summary>How many messages a second a device may send in the long run.</summary>
    [Range(1, 10_000)]
    public int MessagesPerSecond { get; set; } = 20;

    /// <summary>How many messages a device may send at once.</summary>
    [Range(1, 10_000)]
    public int MessageBurst { get; set; } = 60;

    /// <summary>How many signals are read from the log at once for a device that was away.</summary>
    [Range(1, 5000)]
    public int ReplayPage { get; set; } = 200;

    /// <summary>How many devices of a node read the log at the same time.</summary>
    [Range(1, 64)]
    public int ReplaysAtOnce { get; set; } = 8;

    /// <summary>Takes over what the contract calls by other names.</summary>
    internal void Read(IConfiguration configuration)
    {
        if (configuration.GetValue<double?>("WS_PING_INTERVAL") is { } interval)
            PingInterval = TimeSpan.FromSeconds(interval);
        if (configuration.GetValue<double?>("WS_PING_TIMEOUT") is { } timeout)
            PingTimeout = TimeSpan.FromSeconds(timeout);
        if (configuration["FRONTEND_URL"] is { Length: > 0 } origins)
            AllowedOrigins = [.. AllowedOrigins, .. origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Whether the times make sense; asked at start.</summary>
    internal bool TimesArePositive() =>
        new[] { PingInterval, PingTimeout, SignInTimeout, ExpiryNotice, CloseTimeout }.All(t => t > TimeSpan.Zero && t <= TimeSpan.FromDays(1));
}
