using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Photos;
using Aldrava.Crm.Properties;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Http;
using Microsoft.Extensions.Options;

namespace Aldrava.Crm.Matching;

/// <summary>Shows customers what the matching finds.</summary>
internal sealed class ListingSearch(
    CrmDbContext db,
    PropertyMatching matching,
    LeadAssignment assignment,
    Explain explain,
    IMediaLibrary media,
    IOrganizations organizations,
    ErrorMessages messages,
    IOptions<ListingOptions> options
) : IListingSearch
{
    // Nobody tells us an agency's currency; where it stands does.
    private const string Americas = "America/";

    public async Task<IReadOnlyList<ListingCard>> FindAsync(ListingWishes wishes, int limit, CultureInfo language, CancellationToken ct)
    {
        var asked = (await assignment.FindListingAsync(wishes.Reference, ct))?.Id;
        var found = await matching.BestAsync(Wanted.Of(Read(wishes), wishes.Budget, asked), limit, ct);
        if (found.Count == 0)
            return [];
        var photos = await ShownPhoto.FirstOfAsync(db, media, [.. found.Select(f => f.Property.Id)], ct);
        var currency = await CurrencyAsync(ct);
        return [.. found.Select(f => Card(f, photos.GetValueOrDefault(f.Property.Id), currency, language))];
    }

    private static Wishes Read(ListingWishes wishes) =>
        new(
            wishes.Business is { } business
                ? (Choice<Business>.TryParse(business, provider: null, out var choice) ? choice.Value : WishAnswers.BusinessIn(business))
                : null,
            wishes.Typology is { } typology ? WishAnswers.TypologiesIn(typology) : null,
            wishes.Type is { } type && Choice<PropertyType>.TryParse(type, provider: null, out var kind) ? [kind.Value] : null,
            wishes.AreaMin,
            BudgetMax: null,
            wishes.Places is { } places ? WishAnswers.PlacesIn(places) : null,
            wishes.Text
        );

    private ListingCard Card(Found found, string? photo, string currency, CultureInfo language)
    {
        var property = found.Property;
        return new ListingCard(
            property.Id,
            property.Reference,
            property.Title,
            found.Match.Score,
            explain.Summary(found.Match, found.Listed, property.Typology, language)
        )
        {
            Price = property.Price,
            PriceText = Price(property, currency, language),
            Municipality = property.Municipality,
            Typology = property.Typology,
            Area = property.Area,
            PhotoUrl = photo,
            Url = options.Value.UrlOf(property.Reference),
        };
    }

    private string Price(PropertyView property, string currency, CultureInfo language)
    {
        if (property.Price is not { } price)
            return messages.Get("listing.price_on_request", language);
        var amount = messages.Get($"listing.price.{currency}", language, [price.ToString(price == decimal.Truncate(price) ? "N0" : "N2", language)]);
        return property.Business == Business.Rent ? messages.Get("listing.per_month", language, [amount]) : amount;
    }

    private async Task<string> CurrencyAsync(CancellationToken ct) =>
        (await organizations.FindAsync(db.TenantId, ct))?.TimeZone.Id.StartsWith(Americas, StringComparison.Ordinal) == true ? "brl" : "eur";
}
