using System.Threading.Channels;

namespace Aldrava.Realtime.Connections;

/// <summary>
/// What waits to be written to one socket: bounded in number and bytes. Live events never wait for room (a full queue ends the connection, which then
/// resumes by id); a replay does wait, so that it cannot fill the queue by itself.
/// </summary>
internal sealed class SendQueue(int maxMessages, int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _messages = new();
    private readonly Channel<bool> _ready = Signal(inline: true);
    private readonly Channel<bool> _room = Signal();
    private int _bytes;
    private bool _completed;

    /// <summary>Adds a message; false when there is no room. A message larger than all the room is taken alone, or it could never be delivered.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_completed)
                return true;
            if (_messages.Count > 0 && (_messages.Count >= maxMessages || _bytes + message.Length > maxBytes))
                return false;
            Add(message);
        }
        _ready.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Adds a message once the queue is at most half full; false when the connection ended meanwhile. For one caller at a time.</summary>
    public async Task<bool> AddWhenRoomAsync(ReadOnlyMemory<byte> message)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_completed)
                    return false;
                if (_messages.Count == 0 || (_messages.Count < maxMessages / 2 && _bytes + message.Length <= maxBytes / 2))
                {
                    Add(message);
                    break;
                }
            }
            await _room.Reader.ReadAsync();
        }
        _ready.Writer.TryWrite(true);
        return true;
    }

    /// <summary>The next message, or null when there will be none. For one caller.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TakeAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_completed)
                    return null;
                if (_messages.TryDequeue(out var message))
                {
                    _bytes -= message.Length;
                    _room.Writer.TryWrite(true);
                    return message;
                }
            }
            await _ready.Reader.ReadAsync();
        }
    }

    /// <summary>Nothing goes out any more; what waits is forgotten (the device resumes by id).</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _messages.Clear();
            _bytes = 0;
        }
        _ready.Writer.TryWrite(true);
        _room.Writer.TryWrite(true);
    }

    private void Add(ReadOnlyMemory<byte> message)
    {
        _messages.Enqueue(message);
        _bytes += message.Length;
    }

    // A writer that waits goes on inside of who adds: its writing ends in the socket's buffer, and five devices need no five threads.
    private static Channel<bool> Signal(bool inline = false) =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = inline });
}
