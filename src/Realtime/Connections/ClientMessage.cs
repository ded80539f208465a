using System.Globalization;
using System.Text.Json;
using Aldrava.Platform.Http;

namespace Aldrava.Realtime.Connections;

/// <summary>What a device says: <c>ping</c>, <c>auth</c> or <c>resume</c>.</summary>
internal sealed record ClientMessage(string? Type, string? Token = null, JsonElement LastEventId = default)
{
    private static readonly JsonSerializerOptions Shallow = new(Json.Options) { MaxDepth = 8 };
    private static readonly ClientMessage Ping = new("ping");

    /// <summary>The message, or null when it is none.</summary>
    public static ClientMessage? Read(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("ping"u8))
            return Ping;
        try
        {
            return JsonSerializer.Deserialize<ClientMessage>(text, Shallow) is { Type: not null } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The position to resume after, as text or number; null when it is neither.</summary>
    public long? Position() =>
        LastEventId.ValueKind switch
        {
            JsonValueKind.String => ParsePosition(LastEventId.GetRawText().Trim('"')),
            JsonValueKind.Number => ParsePosition(LastEventId.GetRawText()),
            _ => null,
        };

    public static long? ParsePosition(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
}
