using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aldrava.Flows.Engine;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(FlowState))]
internal sealed partial class FlowJson : JsonSerializerContext;

/// <summary>Text, number and bool are JSON's own; a date is <c>{"date":"2026-03-01"}</c>, told apart from a text that looks like one.</summary>
internal sealed class FlowValueConverter : JsonConverter<FlowValue>
{
    public override FlowValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return FlowValue.Of(reader.GetString());
            case JsonTokenType.Number:
                return FlowValue.Of(reader.GetDecimal());
            case JsonTokenType.True or JsonTokenType.False:
                return FlowValue.Of(reader.GetBoolean());
            case JsonTokenType.StartObject:
                return ReadDate(ref reader);
            default:
                throw new JsonException("A flow value is a text, a number, a bool or a date.");
        }
    }

    public override void Write(Utf8JsonWriter writer, FlowValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ValueKind.Number:
                writer.WriteNumberValue(value.Number);
                break;
            case ValueKind.Bool:
                writer.WriteBooleanValue(value.Bool);
                break;
            case ValueKind.Date:
                writer.WriteStartObject();
                writer.WriteString("date", value.ToString());
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static FlowValue ReadDate(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!reader.ValueTextEquals("date"u8))
            throw new JsonException("A flow value that is an object holds one date.");
        reader.Read();
        if (!DateOnly.TryParseExact(reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new JsonException("A flow date is written yyyy-MM-dd.");
        reader.Read();
        return FlowValue.Of(date);
    }
}

internal sealed class FlowVariablesConverter : JsonConverter<FlowVariables>
{
    public override FlowVariables Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var values = new List<FlowVariable>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            values.Add(new FlowVariable(name, Value(ref reader, options)));
        }
        return FlowVariables.Of(values);
    }

    public override void Write(Utf8JsonWriter writer, FlowVariables value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, held) in value.Items)
        {
            writer.WritePropertyName(name);
            Converter.Write(writer, held, options);
        }
        writer.WriteEndObject();
    }

    private static FlowValueConverter Converter { get; } = new();

    private static FlowValue Value(ref Utf8JsonReader reader, JsonSerializerOptions options) => Converter.Read(ref reader, typeof(FlowValue), options);
}
