using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;

namespace Aldrava.Crm.Matching;

/// <summary>What somebody looks for, ready to be compared: what they wrote in its form, then what their words say, then their budget.</summary>
/// <param name="Rooms">Numbers of rooms; 6 stands for six and more.</param>
/// <param name="Places">Folded words.</param>
/// <param name="PlacesAreRead">The places come from a sentence, and may be none.</param>
/// <param name="PropertyId">The listing they asked about.</param>
internal sealed record Wanted(
    Business? Business,
    IReadOnlyList<int> Rooms,
    IReadOnlyList<PropertyType> Types,
    decimal? AreaMin,
    decimal? Budget,
    IReadOnlyList<string> Places,
    bool PlacesAreRead,
    long? PropertyId
)
{
    private const int MostRooms = 6;

    // Nobody pays that much a month, and nothing is sold for less.
    private const decimal SaleFrom = 20_000;

    /// <summary>Nothing to go by.</summary>
    public bool IsEmpty => Rooms.Count + Types.Count + Places.Count == 0 && AreaMin is null && Budget is null && PropertyId is null;

    public static Wanted Of(Wishes wishes, decimal? budget, long? propertyId)
    {
        var words = WishText.Parse(wishes.Text);
        var most = Positive(wishes.BudgetMax) ?? Positive(budget) ?? words.Budget;
        string[] places = [.. (wishes.Places ?? []).Select(Words).Where(p => p.Length > 0)];
        int[] rooms = [.. (wishes.Typologies ?? []).Select(RoomsOf).OfType<int>().Distinct()];
        return new Wanted(
            wishes.Business
                ?? words.Business
                ?? (
                    most is null ? null
                    : most >= SaleFrom ? Properties.Business.Sale
                    : Properties.Business.Rent
                ),
            rooms.Length > 0 ? rooms : words.Rooms,
            wishes.Types ?? [],
            Positive(wishes.AreaMin) ?? words.Area,
            most,
            places.Length > 0 ? places : words.Places,
            PlacesAreRead: places.Length == 0,
            propertyId
        );
    }

    /// <summary>How many rooms <c>T2</c>, <c>T2+1</c> or <c>V3</c> have.</summary>
    public static int? RoomsOf(string? typology)
    {
        if (typology is null)
            return null;
        var digits = string.Concat(typology.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(3));
        return digits.Length == 0 ? null : Math.Min(MostRooms, int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Words without case, accents and punctuation, one space between them.</summary>
    public static string Words(string text) =>
        SearchText.Fold(string.Concat(text.Select(c => char.IsLetterOrDigit(c) || char.IsHighSurrogate(c) || char.IsLowSurrogate(c) ? c : ' '))).Trim();

    private static decimal? Positive(decimal? amount) => amount > 0 ? amount : null;
}

/// <summary>A listing, as far as it is compared.</summary>
/// <param name="PlaceWords">Where it is, in words as <see cref="Wanted.Words"/> makes them.</param>
internal sealed record Listed(
    long Id,
    Business Business,
    PropertyType Type,
    int? Rooms,
    decimal? Price,
    decimal? Area,
    string? Place,
    string PlaceWords,
    PropertyStatus Status
)
{
    public static Listed Of(PropertyView property) =>
        new(
            property.Id,
            property.Business,
            property.Type,
            Wanted.RoomsOf(property.Typology) ?? (property.Bedrooms is { } bedrooms ? Math.Clamp(bedrooms, 0, 6) : null),
            property.Price,
            property.Area,
            property.Municipality ?? property.District,
            Wanted.Words(string.Join(' ', property.Municipality, property.District, property.Address, property.Title)),
            property.Status
        );
}
