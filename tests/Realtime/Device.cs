using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Realtime;

/// <summary>A device on a real socket.</summary>
internal sealed class Device : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    public string? Subprotocol => _socket.SubProtocol;

    public static async Task<Device> ConnectAsync(AldravaApp app, string query = "", Action<ClientWebSocketOptions>? set = null, bool smallBuffer = false)
    {
        var device = new Device();
        set?.Invoke(device._socket.Options);
        using var handler = new SocketsHttpHandler();
        if (smallBuffer)
            handler.ConnectCallback = (context, ct) => ConnectSlowlyAsync(context, ct);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var limit = new CancellationTokenSource(Patience);
        await device._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{app.Address.Port}/mobile/ws{query}"), invoker, limit.Token);
        return device;
    }

    /// <summary>The next message.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var (text, close) = await ReceiveAsync();
        return close is null
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"Closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    /// <summary>The next message, which is of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        var message = await NextAsync();
        message.GetProperty("type").GetString().ShouldBe(type, message.ToString());
        return message;
    }

    /// <summary>The numbers of the next rings.</summary>
    public async Task<int[]> RingsAsync(int count)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (await NextAsync("new_lead")).GetProperty("data").GetProperty("lead_id").GetInt32();
        return numbers;
    }

    /// <summary>Nothing has come: what the server answers to a ping is the next message.</summary>
    public async Task HearsNothingAsync()
    {
        await SendAsync("ping");
        await NextAsync("pong");
    }

    public Task SendAsync(object message) => SendAsync(JsonSerializer.Serialize(message, Json.Options));

    public async Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), type, endOfMessage: true, limit.Token);
    }

    /// <summary>Reads what still comes, until the server closes.</summary>
    public async Task<(int Code, string? Reason)> ClosedAsync()
    {
        while (true)
        {
            if ((await ReceiveAsync()).Close is { } code)
                return (code, _socket.CloseStatusDescription);
        }
    }

    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    /// <summary>The line breaks.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private async Task<(byte[] Text, int? Close)> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var used = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(used), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                return ([], (int)_socket.CloseStatus!);
            }
            used += part.Count;
            if (part.EndOfMessage)
                return (_buffer[..used], null);
        }
    }

    private static async ValueTask<Stream> ConnectSlowlyAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
