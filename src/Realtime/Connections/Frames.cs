using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;

namespace Aldrava.Realtime.Connections;

/// <summary>What the server says, byte for byte (realtime.md).</summary>
internal static class Frames
{
    public static ReadOnlyMemory<byte> Event(PlacedSignal signal)
    {
        var buffer = new ArrayBufferWriter<byte>(signal.Data.Length + 128);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Json.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("id", Id(signal.Position));
            json.WriteString("type", signal.Type);
            json.WritePropertyName("data");
            json.WriteRawValue(signal.Data, skipInputValidation: true);
            json.WritePropertyName("timestamp");
            JsonSerializer.Serialize(json, signal.OccurredAt, Json.Options);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Connected(long? agentId, long position, DateTimeOffset now) =>
        Write(
            new
            {
                Type = "connected",
                AgentId = agentId,
                Timestamp = now,
                LastEventId = Id(position),
            }
        );

    public static ReadOnlyMemory<byte> Pong(DateTimeOffset now) => Write(new { Type = "pong", Timestamp = now });

    public static ReadOnlyMemory<byte> Resumed(long position, DateTimeOffset now) =>
        Write(
            new
            {
                Type = "resumed",
                LastEventId = Id(position),
                Timestamp = now,
            }
        );

    public static ReadOnlyMemory<byte> ResyncRequired(DateTimeOffset now) => Write(new { Type = "resync_required", Timestamp = now });

    public static ReadOnlyMemory<byte> TokenExpiring(DateTimeOffset expiresAt, DateTimeOffset now) =>
        Write(
            new
            {
                Type = "token_expiring",
                ExpiresAt = expiresAt,
                Timestamp = now,
            }
        );

    public static ReadOnlyMemory<byte> Authenticated(DateTimeOffset expiresAt, DateTimeOffset now) =>
        Write(
            new
            {
                Type = "authenticated",
                ExpiresAt = expiresAt,
                Timestamp = now,
            }
        );

    /// <summary>The common error body, with a type.</summary>
    public static ReadOnlyMemory<byte> Refusal(ErrorBody body) =>
        Write(
            new
            {
                Type = "error",
                body.Error,
                body.Code,
                body.Message,
                body.Identifier,
                body.Details,
                body.Timestamp,
                body.RequestId,
            }
        );

    private static string Id(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static byte[] Write<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Json.Options);
}
