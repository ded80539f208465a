using System.Globalization;
using System.Text.Json;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Matching;

/// <summary>One reason as clients see it.</summary>
/// <param name="Type">A stable word for programs.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record ReasonView(string Type, string Message)
{
    public static ReasonView Example => new("budget_above", "5 % acima do orçamento");
}

/// <summary>Says in people's language why something fits.</summary>
internal sealed class Explain(ErrorMessages messages)
{
    public IReadOnlyList<ReasonView> Reasons(Match match, CultureInfo language) => [.. match.Reasons.Select(r => new ReasonView(r.Key, Say(r, language)))];

    /// <summary>"T3 em Cascais, 5 % acima do orçamento".</summary>
    public string Summary(Match match, Listed property, string? typology, CultureInfo language)
    {
        var what = typology ?? messages.Get($"match.type.{JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Type.ToString())}", language);
        var subject = property.Place is { } place ? messages.Get("match.subject", language, [what, place]) : what;
        var telling = match.Reasons.FirstOrDefault(r => r.Key is "budget_above" or "budget_within" or "price_unknown" or "asked_about");
        return telling is null ? subject : $"{subject}, {Lower(Say(telling, language))}";
    }

    private string Say(Reason reason, CultureInfo language) => messages.Get($"match.{reason.Key}", language, reason.Arguments);

    private static string Lower(string sentence) => sentence.Length == 0 ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
