using System.Buffers;
using System.Net.WebSockets;

namespace Aldrava.Realtime.Connections;

internal enum MessageKind
{
    Text,
    Binary,
    TooBig,
    Closed,
}

internal readonly record struct Message(MessageKind Kind, ReadOnlyMemory<byte> Payload = default);

/// <summary>Reads whole messages. Between messages no buffer is held: thousands of silent devices cost little.</summary>
internal sealed class MessageReader(WebSocket socket, int maxBytes)
{
    public async Task<Message> ReadAsync(CancellationToken ct)
    {
        var begun = await socket.ReceiveAsync(Memory<byte>.Empty, ct);
        if (begun.MessageType == WebSocketMessageType.Close)
            return new Message(MessageKind.Closed);
        if (begun.EndOfMessage)
            return new Message(KindOf(begun.MessageType));

        var buffer = ArrayPool<byte>.Shared.Rent(maxBytes + 1);
        try
        {
            return await ReadBodyAsync(buffer.AsMemory(0, maxBytes + 1), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<Message> ReadBodyAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var used = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer[used..], ct);
            if (part.MessageType == WebSocketMessageType.Close)
                return new Message(MessageKind.Closed);
            used += part.Count;
            if (used > maxBytes)
                return new Message(MessageKind.TooBig);
            if (part.EndOfMessage)
                return new Message(KindOf(part.MessageType), buffer[..used].ToArray());
        }
    }

    private static MessageKind KindOf(WebSocketMessageType type) => type == WebSocketMessageType.Text ? MessageKind.Text : MessageKind.Binary;
}
