using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aldrava.Platform.Http;

/// <summary>
/// A point in time as a client wrote it. Without an offset it is read in the organization's time zone (contract, README): ask <see cref="In"/>.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ClientTime : IParsable<ClientTime>
{
    private readonly DateTime _written;
    private readonly TimeSpan? _offset;

    private ClientTime(DateTime written, TimeSpan? offset) => (_written, _offset) = (written, offset);

    /// <summary>A time that needs no time zone.</summary>
    public ClientTime(DateTimeOffset at)
        : this(at.DateTime, at.Offset) { }

    /// <summary>The instant, UTC. A local time that a clock change skips is moved forward by the gap; one that happens twice is the earlier.</summary>
    public DateTimeOffset In(TimeZoneInfo zone)
    {
        if (_offset is { } offset)
            return new DateTimeOffset(_written, offset).ToUniversalTime();
        if (zone.IsInvalidTime(_written))
            return new DateTimeOffset(_written, zone.GetUtcOffset(_written.AddDays(-1))).ToUniversalTime();
        if (zone.IsAmbiguousTime(_written))
            return new DateTimeOffset(_written, zone.GetAmbiguousTimeOffsets(_written).Max()).ToUniversalTime();
        return new DateTimeOffset(_written, zone.GetUtcOffset(_written)).ToUniversalTime();
    }

    /// <inheritdoc />
    public static ClientTime Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var value) ? value : throw new FormatException();

    /// <inheritdoc />
    public static bool TryParse(string? s, IFormatProvider? provider, out ClientTime result)
    {
        result = default;
        if (s is null || s.Length is < 10 or > 40 || !DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var written))
            return false;
        if (written.Kind == DateTimeKind.Unspecified)
        {
            if (written.Year is < 1900 or > 9000)
                return false;
            result = new ClientTime(written, offset: null);
            return true;
        }
        if (!DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at.Year is < 1900 or > 9000)
            return false;
        result = new ClientTime(at);
        return true;
    }

    private sealed class Converter : JsonConverter<ClientTime>
    {
        public override ClientTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), provider: null, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, ClientTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value._offset is { } offset
                    ? new DateTimeOffset(value._written, offset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                    : value._written.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            );
    }
}
