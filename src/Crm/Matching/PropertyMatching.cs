using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Matching;

/// <summary>Finds listings for wishes: the database leaves out what cannot fit, the rest is compared one by one.</summary>
internal sealed class PropertyMatching(CrmDbContext db, Explain explain) : IPropertyMatching
{
    private const int MostCandidates = 500;

    public async Task<IReadOnlyList<PropertyMatch>> FindAsync(PropertyWishes wishes, int limit, CultureInfo language, CancellationToken ct)
    {
        var wanted = Wanted.Of(
            new Wishes(
                wishes.Business is { } business && Choice<Business>.TryParse(business, provider: null, out var choice) ? choice.Value : null,
                wishes.Typologies,
                AreaMin: wishes.AreaMin,
                Places: wishes.Places,
                Text: wishes.Text
            ),
            wishes.Budget,
            propertyId: null
        );
        return
        [
            .. (await BestAsync(wanted, limit, ct)).Select(found => new PropertyMatch(
                found.Property.Id,
                found.Property.Reference,
                found.Property.Title,
                found.Property.Price,
                found.Match.Score,
                [.. explain.Reasons(found.Match, language).Select(r => r.Message)],
                explain.Summary(found.Match, found.Listed, found.Property.Typology, language)
            )),
        ];
    }

    /// <summary>The best listings, best first: what was asked about, then by score; of equals the cheaper one.</summary>
    internal async Task<IReadOnlyList<Found>> BestAsync(Wanted wanted, int limit, CancellationToken ct)
    {
        if (wanted.IsEmpty)
            return [];
        var candidates = await Candidates(wanted).OrderByDescending(p => p.CreatedAt).Take(MostCandidates).Select(PropertyView.Of).ToListAsync(ct);
        var found =
            from property in candidates
            let listed = Listed.Of(property)
            from match in Match.Fits(wanted, listed)
            orderby property.Id == wanted.PropertyId descending, match.Score descending, property.Price ?? decimal.MaxValue, property.Id
            select new Found(property, listed, match);
        return [.. found.Take(limit)];
    }

    private IQueryable<Property> Candidates(Wanted wanted)
    {
        var found = db.Properties.AsNoTracking().Where(p => p.Status == PropertyStatus.Available);
        var asked = wanted.PropertyId;
        if (wanted.Business is { } business)
            found = found.Where(p => p.Id == asked || p.Business == business);
        if (wanted.Budget is { } budget)
        {
            var most = Match.MostPrice(budget);
            found = found.Where(p => p.Id == asked || p.Price == null || p.Price <= most);
        }
        if (wanted.Types.Count > 0)
            found = found.Where(p => p.Id == asked || wanted.Types.Contains(p.Type));
        if (wanted.Rooms.Count > 0)
        {
            string[] near =
            [
                .. wanted.Rooms.SelectMany(r => new[] { r - 1, r, r + 1 }).Where(r => r >= 0).SelectMany(Written).Distinct(StringComparer.Ordinal),
            ];
            found = found.Where(p => p.Id == asked || p.Typology == null || near.Contains(p.Typology.Substring(0, 2)));
        }
        return wanted is { Places.Count: > 0, PlacesAreRead: false }
            ? found.Where(p => p.Id == asked || wanted.Places.Any(w => p.SearchText.Contains(w)))
            : found;
    }

    // Six stands for six and more, and T10 begins like T1.
    private static IEnumerable<string> Written(int rooms) =>
        rooms < 6 ? [$"T{rooms}", $"V{rooms}"] : ["T6", "T7", "T8", "T9", "T1", "V6", "V7", "V8", "V9", "V1"];
}

/// <summary>A listing that fits.</summary>
internal sealed record Found(PropertyView Property, Listed Listed, Match Match);
