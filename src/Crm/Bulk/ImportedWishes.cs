using System.Text.Json;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Matching;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Text;

namespace Aldrava.Crm.Bulk;

/// <summary>What somebody looks for, out of the columns of a line. What is not understood is kept in words: it is no reason to refuse a lead.</summary>
internal static class ImportedWishes
{
    private static readonly char[] Between = [',', ';', '/', '|', '\n'];

    public static JsonElement? Read(Func<LeadColumn, string?> column)
    {
        var words = new List<string>();
        var business = column(LeadColumn.Business) is { } text ? Understood(text, LeadWords.Business(text), words) : null;
        List<PropertyType> types = [.. Parts(column(LeadColumn.Types)).Select(t => Understood(t, LeadWords.Type(t), words)).OfType<PropertyType>()];
        List<string> typologies =
        [
            .. Parts(column(LeadColumn.Typologies)).Select(t => Understood(t, Wanted.RoomsOf(t), words)).OfType<int>().Select(n => n == 6 ? "T6+" : $"T{n}"),
        ];
        decimal? area = null;
        if (column(LeadColumn.AreaMin) is { } metres)
            area = Understood(metres, Numbers.TryParse(metres, out var least) && least is >= 0 and < 10_000_000_000 ? (decimal?)least : null, words);
        var places = Parts(column(LeadColumn.Places)).Where(p => p.Length <= Wishes.LongestPlace).Take(Wishes.MostChoices).ToList();
        var left = words.Count == 0 ? null : string.Join("; ", words);
        return new Wishes(
            business,
            typologies,
            types,
            area,
            Places: places,
            Text: left?.Length > Wishes.LongestText ? left[..Wishes.LongestText] : left
        ).Store();
    }

    private static T? Understood<T>(string text, T? value, List<string> words)
        where T : struct
    {
        if (value is null)
            words.Add(text);
        return value;
    }

    private static IEnumerable<string> Parts(string? list) =>
        list?.Replace("\0", "", StringComparison.Ordinal)
            .Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(Wishes.MostChoices)
        ?? [];
}
