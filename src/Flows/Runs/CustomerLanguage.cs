using System.Globalization;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>What a customer reads: what they chose, else what is spoken where their number is from.</summary>
internal static class CustomerLanguage
{
    private const string Brazil = "55";
    private static readonly CultureInfo Brazilian = CultureInfo.GetCultureInfo("pt-BR");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    public static CultureInfo Of(string? chosen, string? phone)
    {
        var tag = chosen?.Trim().Replace('_', '-');
        if (tag?.StartsWith("en", StringComparison.OrdinalIgnoreCase) is true)
            return English;
        if (tag?.Equals("pt-BR", StringComparison.OrdinalIgnoreCase) is true)
            return Brazilian;
        var isBrazilian = tag is null && phone?.TrimStart('+').StartsWith(Brazil, StringComparison.Ordinal) is true;
        return isBrazilian ? Brazilian : Languages.Default;
    }
}
