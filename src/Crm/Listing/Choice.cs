using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Aldrava.Crm.Listing;

/// <summary>One value of an enum in a query string, by its snake_case name (the framework would want <c>VisitScheduled</c>, and would take <c>3</c>).</summary>
internal readonly record struct Choice<T>(T Value) : IParsable<Choice<T>>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByName = Enum.GetValues<T>()
        .ToDictionary(v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), StringComparer.OrdinalIgnoreCase);

    public static Choice<T> Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var result) ? result : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Choice<T> result)
    {
        var known = ByName.TryGetValue(s?.Trim() ?? "", out var value);
        result = new Choice<T>(value);
        return known;
    }
}
