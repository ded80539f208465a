using Microsoft.Extensions.Options;

namespace Aldrava.Realtime.Connections;

/// <summary>GET /mobile/ws: opens a device's socket (WebSocket). `?token=`, `Authorization: Bearer`, subprotocol `bearer.{token}` or a first message signs in; `?last_event_id=` resumes.</summary>
internal sealed class Connect(DeviceSessions sessions, IOptions<RealtimeOptions> options)
{
    private readonly RealtimeOptions _options = options.Value;
    private int _waiting;

    internal static Task Handle(HttpContext http) => http.RequestServices.GetRequiredService<Connect>().RunAsync(http);

    private Task RunAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            http.Response.Headers.SecWebSocketVersion = "13";
            return Errors.Realtime.WebSocketOnly().ExecuteAsync(http);
        }
        if (!Handshake.MayComeFrom(http.Request, _options.AllowedOrigins))
            return Errors.Realtime.OriginRefused().ExecuteAsync(http);
        return AcceptAsync(http, Handshake.Take(http));
    }

    private async Task AcceptAsync(HttpContext http, Handshake handshake)
    {
        using var place = handshake.Token is null ? TryWait() : Place.None;
        if (place is null)
        {
            await Errors.Realtime.Busy().ExecuteAsync(http);
            return;
        }
        var accept = new WebSocketAcceptContext
        {
            SubProtocol = handshake.Subprotocol,
            KeepAliveInterval = _options.PingInterval,
            KeepAliveTimeout = _options.PingTimeout,
        };
        using var socket = await http.WebSockets.AcceptWebSocketAsync(accept);
        await sessions.RunAsync(http, socket, handshake, signedIn: place.Dispose);
    }

    // Who has not signed in yet holds a socket without having shown anything: only so many of those.
    private Place? TryWait()
    {
        if (Interlocked.Increment(ref _waiting) <= _options.MaxSignInsWaiting)
            return new Place(() => Interlocked.Decrement(ref _waiting));
        Interlocked.Decrement(ref _waiting);
        return null;
    }

    private sealed class Place(Action? leave) : IDisposable
    {
        public static readonly Place None = new(null);
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
