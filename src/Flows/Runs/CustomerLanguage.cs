using System.Globalization;
using Aldrava.Flows.Engine.Text;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>In which language listings and times are told: what was chosen, else what is spoken where the customer's number is from.</summary>
internal static class CustomerLanguage
{
    private const string Brazil = "55";
    private static readonly CultureInfo Brazilian = CultureInfo.GetCultureInfo("pt-BR");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    public static CultureInfo Of(FlowLanguage? chosen, string? phone) =>
        chosen switch
        {
            FlowLanguage.English => English,
            FlowLanguage.Brazilian => Brazilian,
            null when phone?.TrimStart('+').StartsWith(Brazil, StringComparison.Ordinal) is true => Brazilian,
            _ => Languages.Default,
        };
}
