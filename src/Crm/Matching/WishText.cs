using System.Text.RegularExpressions;
using Aldrava.Crm.Bulk;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Text;

namespace Aldrava.Crm.Matching;

/// <summary>
/// What can be made out of a sentence such as "T2 em Lisboa até 300 mil". Modest on purpose: what it does not understand it leaves out, and places read
/// from a sentence are never a reason to leave a listing out.
/// </summary>
internal sealed partial record WishText(Business? Business, IReadOnlyList<int> Rooms, decimal? Budget, decimal? Area, IReadOnlyList<string> Places)
{
    private const decimal SmallestBudget = 100;
    private const int MostText = 2000;

    public static WishText Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new WishText(null, [], null, null, []);
        var folded = SearchText.Fold(text.Length > MostText ? text[..MostText] : text);
        return new WishText(
            folded.Split(' ').Select(w => LeadWords.Business(w.Trim(',', '.', ';', ':', '!', '?'))).FirstOrDefault(b => b is not null),
            [.. RoomWords().Matches(folded).Select(m => Wanted.RoomsOf($"T{m.Groups["n"].Value}")!.Value).Distinct()],
            BudgetIn(folded),
            Areas().Match(folded) is { Success: true } area && Numbers.TryParse(area.Groups["n"].Value, out var metres) ? metres : null,
            [
                .. PlaceWords()
                    .Matches(folded)
                    .SelectMany(m => Between().Split(m.Groups["place"].Value))
                    .Select(Wanted.Words)
                    .Where(p => p.Length > 2)
                    .Distinct(StringComparer.Ordinal),
            ]
        );
    }

    private static decimal? BudgetIn(string folded)
    {
        foreach (var match in Budgets().Matches(folded).Concat(Amounts().Matches(folded)))
        {
            if (Numbers.TryParse(match.Groups["n"].Value.Trim(), out var amount) && amount >= SmallestBudget)
                return amount;
        }
        return null;
    }

    private const string Amount = @"(?<n>\d[\d.,]*(\s\d{3})*(\s?(mil|k|m|mi|milhao|milhoes|million))?)\b(?!\s?(m2|m²|metros))";

    [GeneratedRegex(@"\b[tv](?<n>\d{1,2})\b|\b(?<n>\d)\s?(quartos?|bedrooms?|dormitorios?)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoomWords();

    [GeneratedRegex(
        @"\b(ate|max|maximo|orcamento|budget|under|up to|menos de|cerca de)\b[\s:]*(de|a|aos|os|€|eur|r\$)?\s*" + Amount,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Budgets();

    [GeneratedRegex(@"(€|r\$)\s?" + Amount + @"|\b" + Amount + @"\s?(€|euros?|eur\b|reais)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Amounts();

    [GeneratedRegex(@"\b(?<n>\d{2,5})\s?(m2|m²|metros)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Areas();

    [GeneratedRegex(
        @"\b(em|in|no|na|nos|nas|zona d[eo]|perto d[eoa]|near)\s+(?<place>\p{L}[\p{L}' -]{1,60}?)(?=\s+(ate|com|por|para|up|under|with|for|max\w*|de \d)\b|\s*[,.;:!?\d(]|\s*$)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PlaceWords();

    [GeneratedRegex(@"\s+(ou|e|or|and)\s+(em\s+|in\s+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();
}
