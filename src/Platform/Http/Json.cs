using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aldrava.Platform.Http;

/// <summary>How JSON is read and written everywhere: snake_case, enums as snake_case text, times in UTC with a Z.</summary>
public static class Json
{
    /// <summary>The settings; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Applies the settings to the options of the framework.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new CleanStringConverter());
        options.Converters.Add(new CleanElementConverter());
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveAbsentOut } };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveAbsentOut(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.PropertyType.IsAssignableTo(typeof(IOptional))))
            property.ShouldSerialize = static (_, value) => value is IOptional { IsGiven: true };
    }

    /// <summary>PostgreSQL cannot store U+0000; a text that holds one is the caller's mistake, not a server error.</summary>
    private sealed class CleanStringConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            var text = reader.GetString();
            return text is not null && text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("U+0000 in a text") : text;
        }

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }

    /// <summary>Free-form JSON parses with texts in it that nobody can read, half a surrogate pair, or store: they are the caller's mistake as well.</summary>
    private sealed class CleanElementConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            try
            {
                return IsClean(element) ? element : throw new JsonException("U+0000 in a text");
            }
            catch (InvalidOperationException unreadable)
            {
                throw new JsonException("Half a character in a text", unreadable);
            }
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

        private static bool IsClean(JsonElement element) =>
            element.ValueKind switch
            {
                JsonValueKind.String => IsClean(element.GetString()!),
                JsonValueKind.Array => element.EnumerateArray().All(IsClean),
                JsonValueKind.Object => element.EnumerateObject().All(p => IsClean(p.Name) && IsClean(p.Value)),
                _ => true,
            };

        private static bool IsClean(string text) => !text.Contains('\0', StringComparison.Ordinal);
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var value) ? value.ToUniversalTime() : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => Write(writer, value.UtcDateTime);

        // Milliseconds are the first 23 characters of the round-trip format, which is several times faster than a pattern.
        private static void Write(Utf8JsonWriter writer, DateTime value)
        {
            Span<byte> text = stackalloc byte[28];
            value.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            text[23] = (byte)'Z';
            writer.WriteStringValue(text[..24]);
        }
    }
}
