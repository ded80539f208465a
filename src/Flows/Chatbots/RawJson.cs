using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aldrava.Flows.Chatbots;

/// <summary>A JSON value as its author spelled it: blanks, order, doubled keys, <c>1.0e2</c> and <c>é</c> come back as they came.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawJson(string Text)
{
    /// <summary>What a flow is that nobody has drawn yet.</summary>
    public static RawJson EmptyCanvas { get; } = new("""{"nodes":[],"edges":[],"viewport":{"x":0,"y":0,"zoom":1}}""");

    public static RawJson EmptyObject { get; } = new("{}");

    public bool IsNull => Text == "null";

    public bool IsObject => Text[0] == '{';

    /// <summary>Null when a text in it holds half a character: that parses, but cannot be read.</summary>
    public JsonDocument? Read()
    {
        var document = JsonDocument.Parse(Text);
        if (Reads(document.RootElement))
            return document;
        document.Dispose();
        return null;
    }

    /// <summary>The same of a text that may be no JSON at all.</summary>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            return new RawJson(text).Read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Reads(JsonElement element)
    {
        try
        {
            Touch(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Touch(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Touch(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                Touch(property.Value);
            }
        }
    }

    private sealed class Converter : JsonConverter<RawJson>
    {
        private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        public override bool HandleNull => true;

        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return new RawJson("null");
            using var document = JsonDocument.ParseValue(ref reader);
            var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement);
            try
            {
                return new RawJson(Strict.GetString(raw));
            }
            catch (DecoderFallbackException bad)
            {
                throw new JsonException("Not UTF-8.", bad);
            }
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value is null ? "null" : value.Text, skipInputValidation: true);
    }
}
