using System.Net.WebSockets;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;
using Aldrava.Realtime.Gateway;
using Microsoft.Extensions.Options;

namespace Aldrava.Realtime.Connections;

/// <summary>What every session on a socket needs.</summary>
internal sealed class DeviceSessions(
    SignalGateway gateway,
    ReplayLog replays,
    SignalTail tail,
    ITokenChecker tokens,
    ISessionRevocations revocations,
    ErrorMessages messages,
    IOptions<RealtimeOptions> options,
    RealtimeMetrics metrics,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<DeviceSession> logger
)
{
    public SignalGateway Gateway => gateway;

    public ReplayLog Replays => replays;

    public SignalTail Tail => tail;

    public ITokenChecker Tokens => tokens;

    public ISessionRevocations Revocations => revocations;

    public RealtimeOptions Options => options.Value;

    public RealtimeMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    /// <summary>Serves one socket until it ends.</summary>
    public async Task RunAsync(HttpContext http, WebSocket socket, Handshake handshake, Action signedIn)
    {
        var language = Languages.Of(http);
        using var device = new DeviceConnection(socket, http.TraceIdentifier, Options, metrics, key => messages.Get(key, language));
        using var session = new DeviceSession(this, device, http, signedIn);
        // Before the web server waits for its connections to end.
        using var stopping = lifetime.ApplicationStopping.Register(() => device.End(Close.ServerStopping));
        metrics.Opened();
        try
        {
            await session.RunAsync(handshake);
        }
        finally
        {
            metrics.Closed();
            Log.Ended(logger, device.Id, device.Ended?.Code ?? 0);
        }
    }
}
