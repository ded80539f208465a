using System.Globalization;
using System.Text.Json.Serialization;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

internal enum ValueKind : byte
{
    None,
    Text,
    Number,
    Bool,
    Date,
}

/// <summary>What a flow variable holds. Text is always well-formed Unicode of bounded length, so that it survives JSON and PostgreSQL unchanged and can't grow without end.</summary>
[JsonConverter(typeof(FlowValueConverter))]
internal readonly record struct FlowValue
{
    /// <summary>As long as the longest WhatsApp text.</summary>
    public const int MaxTextLength = 4096;

    // Dividing by a one with many zeros drops trailing zeros, so that equal numbers also print alike.
    private const decimal One = 1.0000000000000000000000000000m;

    private readonly string? text;
    private readonly decimal number;

    private FlowValue(ValueKind kind, string? text, decimal number) => (Kind, this.text, this.number) = (kind, text, number);

    public static FlowValue None => default;

    public ValueKind Kind { get; }

    public bool IsSet => Kind != ValueKind.None;

    public bool IsEmpty => Kind == ValueKind.None || (Kind == ValueKind.Text && string.IsNullOrWhiteSpace(text));

    public string? Text => text;

    public decimal Number => number;

    public bool Bool => number != 0;

    public DateOnly Date => DateOnly.FromDayNumber((int)number);

    public static FlowValue Of(string? text) => text is null ? None : new(ValueKind.Text, Words.Cut(Words.Clean(text), MaxTextLength), 0);

    public static FlowValue Of(decimal number) => new(ValueKind.Number, null, decimal.Round(number, 10) / One);

    public static FlowValue Of(bool value) => new(ValueKind.Bool, null, value ? 1 : 0);

    public static FlowValue Of(DateOnly date) => new(ValueKind.Date, null, date.DayNumber);

    public override string ToString() =>
        Kind switch
        {
            ValueKind.Text => text!,
            ValueKind.Number => number.ToString("0.##########", CultureInfo.InvariantCulture),
            ValueKind.Bool => Bool ? "true" : "false",
            ValueKind.Date => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => "",
        };
}
