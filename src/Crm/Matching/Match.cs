using Aldrava.Crm.Properties;

namespace Aldrava.Crm.Matching;

/// <summary>One thing that speaks for or against a listing; its key is its sentence in the resources (<c>match.{Key}</c>).</summary>
internal sealed record Reason(string Key, params object[] Arguments);

/// <summary>How well a listing fits, and why.</summary>
internal sealed record Match(int Score, IReadOnlyList<Reason> Reasons)
{
    private const decimal Tolerance = 0.10m;
    private const decimal SmallestArea = 0.80m;
    private const decimal Unknown = 0.5m;
    private const decimal Near = 0.4m;
    private const int OfTypology = 30;
    private const int OfPlace = 30;
    private const int OfBudget = 30;
    private const int OfArea = 10;
    private const int OfType = 10;

    // So much has to be known of somebody for a full score: who only names a budget is served by half of all listings.
    private const decimal Enough = 60;

    /// <summary>The most that a listing may cost.</summary>
    public static decimal MostPrice(decimal budget) => budget > decimal.MaxValue / 2 ? budget : budget * (1 + Tolerance);

    /// <summary>Null when it does not fit at all: other business, kind or place, two rooms off, more than a tenth too dear, or not to be had.</summary>
    public static Match? Of(Wanted wanted, Listed property)
    {
        if (property.Status != PropertyStatus.Available || wanted.IsEmpty)
            return null;
        if (wanted.PropertyId == property.Id)
            return new Match(100, [new Reason("asked_about")]);
        if (wanted.Business is { } business && business != property.Business)
            return null;
        var judged = new[] { Typology(wanted, property), Place(wanted, property), Budget(wanted, property), Area(wanted, property), Type(wanted, property) };
        var heard = judged.OfType<Judged>().ToList();
        var weight = heard.Sum(j => j.Weight);
        if (weight == 0 || heard.Exists(j => j.RulesOut))
            return null;
        var part = heard.Sum(j => j.Weight * j.Part) / weight;
        var certainty = 0.5m + (0.5m * Math.Min(1, weight / Enough));
        return new Match((int)Math.Round(100 * part * certainty, MidpointRounding.AwayFromZero), [.. heard.Select(j => j.Why).OfType<Reason>()]);
    }

    /// <summary>The match, if there is one worth showing.</summary>
    public static IEnumerable<Match> Fits(Wanted wanted, Listed property) => Of(wanted, property) is { Score: > 0 } match ? [match] : [];

    private static Judged? Typology(Wanted wanted, Listed property)
    {
        if (wanted.Rooms.Count == 0)
            return null;
        if (property.Rooms is not { } rooms)
            return new Judged(OfTypology, Unknown, new Reason("typology_unknown"));
        var nearest = wanted.Rooms.MinBy(r => Math.Abs(r - rooms));
        return Math.Abs(nearest - rooms) switch
        {
            0 => new Judged(OfTypology, 1, new Reason("typology_exact", Name(rooms))),
            1 => new Judged(OfTypology, Near, new Reason("typology_near", Name(rooms), Name(nearest))),
            _ => Judged.Out,
        };
    }

    private static Judged? Place(Wanted wanted, Listed property)
    {
        if (wanted.Places.Count == 0)
            return null;
        var reason = property.Place is null ? null : new Reason("place", property.Place);
        if (Names(Wanted.Words(property.Place ?? "")))
            return new Judged(OfPlace, 1, reason);
        // Streets are named after places they are not in: what stands in the address, title or district only is less certain.
        if (Names(property.PlaceWords))
            return new Judged(OfPlace, 0.4m, reason);
        return wanted.PlacesAreRead ? new Judged(OfPlace, 0, null) : Judged.Out;

        bool Names(string words) => wanted.Places.Any(p => $" {words} ".Contains($" {p} ", StringComparison.Ordinal));
    }

    private static Judged? Budget(Wanted wanted, Listed property)
    {
        if (wanted.Budget is not { } budget)
            return null;
        if (property.Price is not { } price)
            return new Judged(OfBudget, Unknown, new Reason("price_unknown"));
        if (price <= budget)
            return new Judged(OfBudget, 1, new Reason("budget_within"));
        if (price > MostPrice(budget))
            return Judged.Out;
        var above = (price / budget) - 1;
        return new Judged(OfBudget, 0.9m - (4 * above), new Reason("budget_above", Math.Max(1, (int)Math.Round(above * 100))));
    }

    private static Judged? Area(Wanted wanted, Listed property)
    {
        if (wanted.AreaMin is not { } least)
            return null;
        if (property.Area is not { } area)
            return new Judged(OfArea, Unknown, new Reason("area_unknown"));
        if (area >= least)
            return new Judged(OfArea, 1, new Reason("area_enough", Metres(area)));
        var share = area / least;
        var part = share <= SmallestArea ? 0 : (share - SmallestArea) / (1 - SmallestArea);
        return new Judged(OfArea, part, new Reason("area_less", Metres(area), Math.Max(1, (int)Math.Round((1 - share) * 100))));
    }

    private static Judged? Type(Wanted wanted, Listed property) =>
        wanted.Types.Count == 0 ? null
        : wanted.Types.Contains(property.Type) ? new Judged(OfType, 1, null)
        : Judged.Out;

    private static string Name(int rooms) => rooms == 6 ? "T6+" : $"T{rooms}";

    private static string Metres(decimal area) => area.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Judged(int Weight, decimal Part, Reason? Why)
    {
        public static readonly Judged Out = new(1, 0, null) { RulesOut = true };

        public bool RulesOut { get; init; }
    }
}
