using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;
using Aldrava.Platform.Text;

namespace Aldrava.Flows.Engine;

/// <summary>A value to compare with, its readings as number and date at hand so that a fixed one is never parsed while the flow runs.</summary>
internal readonly record struct Operand(FlowValue Value, decimal? Number, DateOnly? Date)
{
    public static Operand Of(FlowValue value) => new(value, AsNumber(value), AsDate(value));

    private static decimal? AsNumber(FlowValue value) =>
        value.Kind switch
        {
            ValueKind.Number => value.Number,
            ValueKind.Text
                when decimal.TryParse(
                    value.Text,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var plain
                ) => plain,
            ValueKind.Text when Numbers.TryParse(value.Text!, out var number) => number,
            _ => null,
        };

    private static DateOnly? AsDate(FlowValue value) =>
        value.Kind switch
        {
            ValueKind.Date => value.Date,
            ValueKind.Text when Dates.TryIso(value.Text!, out var date) => date,
            _ => null,
        };
}

/// <summary>Where a value comes from: fixed on the canvas, or a template.</summary>
internal sealed class ValueSource
{
    private readonly Template? template;
    private readonly Operand constant;

    private ValueSource(Template? template, Operand constant) => (this.template, this.constant) = (template, constant);

    public static ValueSource Read(NodeReader reader, string field)
    {
        if (reader.Data.ValueKind != JsonValueKind.String)
            return new ValueSource(null, Engine.Operand.Of(reader.AsValue(field)));
        var parsed = reader.Parse(field, reader.AsText());
        return parsed.Static is { } text ? new ValueSource(null, Engine.Operand.Of(FlowValue.Of(text))) : new ValueSource(parsed, default);
    }

    public FlowValue Value(Turn turn, FlowNode node) => template is null ? constant.Value : template.Value(turn, node);

    public Operand Operand(Turn turn, FlowNode node) => template is null ? constant : Engine.Operand.Of(template.Value(turn, node));
}
