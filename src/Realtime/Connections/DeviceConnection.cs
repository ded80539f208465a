using System.Net.WebSockets;

namespace Aldrava.Realtime.Connections;

/// <summary>One socket: a queue, the one writer that empties it, and an end that only happens once.</summary>
internal sealed class DeviceConnection : IDisposable
{
    private readonly WebSocket _socket;
    private readonly RealtimeOptions _options;
    private readonly RealtimeMetrics _metrics;
    private readonly Func<string, string> _say;
    private readonly MessageReader _reader;
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _lock = new();
    private Close? _end;
    private bool _disposed;
    private bool _silent;

    public DeviceConnection(WebSocket socket, string id, RealtimeOptions options, RealtimeMetrics metrics, Func<string, string> say)
    {
        (_socket, _options, _metrics, _say, Id) = (socket, options, metrics, say, id);
        _reader = new MessageReader(socket, options.MaxMessageBytes);
        Queue = new SendQueue(options.QueueMessages, options.QueueBytes);
        Feed = new Feed(Queue);
    }

    /// <summary>The request id under which the logs tell of it.</summary>
    public string Id { get; }

    public SendQueue Queue { get; }

    public Feed Feed { get; }

    /// <summary>Why it ended, once it has.</summary>
    public Close? Ended => Volatile.Read(ref _end);

    /// <summary>Queues a message; a device that does not read ends.</summary>
    public void Send(ReadOnlyMemory<byte> message)
    {
        if (!Queue.TryAdd(message))
            End(Close.TooSlow);
    }

    /// <summary>Ends it: the first reason counts. Returns at once; the writer says goodbye, and the line is cut when that takes too long.</summary>
    public void End(Close why)
    {
        lock (_lock)
        {
            if (_disposed || _end is not null)
                return;
            _end = why;
            // Real time on purpose: it guards the network, not the business.
            _cut.CancelAfter(_options.CloseTimeout);
        }
        Queue.Complete();
        if (why != Close.ByDevice)
            _metrics.Dropped(why.Code);
    }

    /// <summary>The next message; <see cref="MessageKind.Closed"/> also when the line broke.</summary>
    public async Task<Message> ReadAsync()
    {
        if (_silent)
            return new Message(MessageKind.Closed);
        try
        {
            var message = await _reader.ReadAsync(_cut.Token);
            _silent = message.Kind == MessageKind.Closed;
            return message;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            _silent = true;
            Cut();
            return new Message(MessageKind.Closed);
        }
    }

    /// <summary>The one writer: runs until the end, then closes.</summary>
    public async Task WriteAsync()
    {
        try
        {
            while (await Queue.TakeAsync() is { } message)
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _cut.Token);
                _metrics.Sent();
            }
            // Who ended the queue may hold locks; what follows from the end is not to run inside of them.
            await Task.Yield();
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync((WebSocketCloseStatus)Ended!.Code, Reason(), _cut.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            await Task.Yield();
            Cut();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _cut.Dispose();
        }
    }

    private string? Reason() => Ended!.ReasonKey is { } key ? _say(key) : null;

    private void Cut()
    {
        End(Close.ByDevice);
        _cut.Cancel();
        _socket.Abort();
    }
}
