using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Leads;

/// <summary>
/// What somebody looks for: the form that people write and that listings are matched with. The same column also holds the answers of a chatbot,
/// question by question and in the customer's words; <see cref="Read"/> understands both.
/// </summary>
/// <param name="Business">To buy or to rent.</param>
/// <param name="Typologies">Any of these: <c>T2</c>, <c>T3</c>, <c>T6+</c>; houses too are counted in T.</param>
/// <param name="Types">Any of these.</param>
/// <param name="AreaMin">At least so many square metres.</param>
/// <param name="BudgetMax">At most so much; when absent, the lead's budget.</param>
/// <param name="Places">Any of these municipalities, parishes or districts, as people write them.</param>
/// <param name="Text">What does not fit anywhere else.</param>
internal sealed partial record Wishes(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Business? Business = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), MaxLength(Wishes.MostChoices)] IReadOnlyList<string>? Typologies = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), MaxLength(Wishes.MostChoices)] IReadOnlyList<PropertyType>? Types = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Range(0d, 9_999_999_999d)] decimal? AreaMin = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Range(0d, LeadLimits.Budget)] decimal? BudgetMax = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), MaxLength(Wishes.MostChoices)] IReadOnlyList<string>? Places = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), StringLength(Wishes.LongestText)] string? Text = null
) : IRequestBody
{
    internal const int MostChoices = 20;
    internal const int LongestText = 2000;
    internal const int LongestPlace = 100;

    public static readonly Wishes None = new();

    public static Wishes Example => new(Properties.Business.Sale, ["T2", "T3"], [PropertyType.Apartment], 90m, 450_000m, ["Cascais", "Oeiras"]);

    [JsonIgnore]
    public bool IsEmpty => this is { Business: null, AreaMin: null, BudgetMax: null } && Count(Typologies) + Count(Types) + Count(Places) == 0 && Text is null;

    IEnumerable<(string Field, string Type)> IRequestBody.Faults()
    {
        for (var i = 0; i < Count(Typologies); i++)
        {
            if (Typologies![i] is null || !Typology().IsMatch(Typologies[i]))
                yield return ($"typologies[{i}]", "value_error");
        }
        for (var i = 0; i < Count(Places); i++)
        {
            if (string.IsNullOrWhiteSpace(Places![i]) || Places[i].Length > LongestPlace)
                yield return ($"places[{i}]", "value_error");
        }
    }

    /// <summary>As it is stored: each choice once, written one way; null when nothing is left.</summary>
    public JsonElement? Store()
    {
        var tidy = this with
        {
            Typologies = Tidy(Typologies, NormalTypology),
            Types = Count(Types) == 0 ? null : [.. Types!.Distinct()],
            Places = Tidy(Places, p => p.Trim()),
            Text = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
        };
        return tidy.IsEmpty ? null : JsonSerializer.SerializeToElement(tidy, Json.Options);
    }

    /// <summary>What is stored, in whatever form: what cannot be understood is left out, or stands in <see cref="Text"/>.</summary>
    public static Wishes Read(JsonElement? stored)
    {
        if (stored is not { ValueKind: JsonValueKind.Object } wishes)
            return None;
        var answers = new WishAnswers();
        var known = None;
        foreach (var wish in wishes.EnumerateObject())
            known = Add(known, wish.Name, wish.Value) ?? answers.Hear(wish.Name, wish.Value, known);
        return answers.Complete(known);
    }

    internal static string NormalTypology(string typology) => typology.Trim().ToUpperInvariant().Replace('V', 'T');

    // Null when the value is not of the form people write: then it is an answer in words.
    private static Wishes? Add(Wishes known, string name, JsonElement value) =>
        (name, value.ValueKind) switch
        {
            ("typologies", JsonValueKind.Array) => known with { Typologies = Tidy([.. Texts(value).Where(t => Typology().IsMatch(t))], NormalTypology) },
            ("types", JsonValueKind.Array) => known with
            {
                Types = [.. Texts(value).Select(EnumOf<PropertyType>).OfType<PropertyType>().Distinct()],
            }
                is { Types.Count: > 0 } typed
                ? typed
                : known,
            ("places", JsonValueKind.Array) => known with { Places = Tidy([.. Texts(value).Where(t => !string.IsNullOrWhiteSpace(t))], p => p.Trim()) },
            ("area_min", JsonValueKind.Number) when value.TryGetDecimal(out var area) => known with { AreaMin = area },
            ("budget_max", JsonValueKind.Number) when value.TryGetDecimal(out var budget) => known with { BudgetMax = budget },
            ("business", JsonValueKind.String) when EnumOf<Business>(value.GetString()!) is { } business => known with { Business = business },
            ("text", JsonValueKind.String) => known with { Text = value.GetString() },
            _ => null,
        };

    private static IEnumerable<string> Texts(JsonElement list) =>
        list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    private static T? EnumOf<T>(string name)
        where T : struct, Enum => Listing.Choice<T>.TryParse(name, provider: null, out var choice) ? choice.Value : null;

    private static IReadOnlyList<string>? Tidy(IReadOnlyList<string>? choices, Func<string, string> write) =>
        Count(choices) == 0 ? null : [.. choices!.Select(write).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static int Count<T>(IReadOnlyList<T>? choices) => choices?.Count ?? 0;

    [GeneratedRegex(@"\A\s*[TtVv]\d{1,2}(\+\d{0,2})?\s*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Typology();
}

/// <summary>What a customer told a chatbot, made out as well as can be: the question says what the answer is about, or the answer does by itself.</summary>
internal sealed partial class WishAnswers
{
    private static readonly string[] AboutPlaces =
    [
        "area",
        "zona",
        "zone",
        "place",
        "places",
        "local",
        "localidade",
        "location",
        "municipio",
        "concelho",
        "cidade",
        "city",
        "onde",
    ];
    private static readonly string[] ToBuy = ["comprar", "compra", "buy", "sale"];
    private static readonly string[] ToRent = ["arrendar", "arrendamento", "alugar", "aluguer", "aluguel", "rent"];

    private readonly List<string> _places = [];
    private readonly List<string> _typologies = [];
    private readonly List<string> _words = [];
    private Business? _business;

    /// <summary>The places in words like "Cascais, Oeiras ou Sintra".</summary>
    public static IReadOnlyList<string> PlacesIn(string text) =>
        [.. Between().Split(text).Select(p => p.Trim()).Where(p => p.Length is > 0 and <= Wishes.LongestPlace).Take(Wishes.MostChoices)];

    /// <summary>The typologies in words like "T2 ou T3".</summary>
    public static IReadOnlyList<string> TypologiesIn(string text) => [.. Typologies().Matches(text).Select(m => Wishes.NormalTypology(m.Value))];

    /// <summary>Whether words speak of buying or of renting.</summary>
    public static Business? BusinessIn(string text)
    {
        var words = Listing.SearchText.Words(text);
        return words.Intersect(ToBuy).Any() ? Business.Sale
            : words.Intersect(ToRent).Any() ? Business.Rent
            : null;
    }

    /// <summary>Takes one answer in.</summary>
    public Wishes Hear(string question, JsonElement answer, Wishes known)
    {
        if (answer.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || answer.ToString().Trim() is not { Length: > 0 } text)
            return known;
        _words.Add($"{question}: {text}");
        _business ??= BusinessIn(text);
        _typologies.AddRange(TypologiesIn(text));
        if (AboutPlaces.Contains(Listing.SearchText.Fold(question), StringComparer.Ordinal))
            _places.AddRange(PlacesIn(text));
        return known;
    }

    /// <summary>What people wrote in its form counts; the answers fill what they left open.</summary>
    public Wishes Complete(Wishes known) =>
        known with
        {
            Business = known.Business ?? _business,
            Typologies = known.Typologies ?? (_typologies.Count == 0 ? null : [.. _typologies.Distinct(StringComparer.Ordinal)]),
            Places = known.Places ?? (_places.Count == 0 ? null : [.. _places.Distinct(StringComparer.OrdinalIgnoreCase)]),
            Text = known.Text ?? (_words.Count == 0 ? null : string.Join("; ", _words)),
        };

    [GeneratedRegex(@"\b[TtVv]\d{1,2}\b\+?", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Typologies();

    [GeneratedRegex(@"[,;/\n]|\s+(ou|e|or|and)\s+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Between();
}
