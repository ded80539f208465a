using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Properties;

/// <summary>GET /mobile/properties: the organization's listings, those of colleagues too; filtered, searched and sorted, newest first.</summary>
internal static class ListProperties
{
    private const string SixOrMore = "T6+";
    private static readonly string[] LargeTypologies = [SixOrMore, "T6", "T7", "T8", "T9", "T10", "T11", "T12"];

    internal sealed record Filter(
        [FromQuery(Name = "status")] Choice<PropertyStatus>? Status,
        [FromQuery(Name = "business")] Choice<Business>? Business,
        [FromQuery(Name = "type")] Choice<PropertyType>? Type,
        [FromQuery(Name = "typology")] string? Typology,
        [FromQuery(Name = "municipality")] string? Municipality,
        [FromQuery(Name = "price_min")] decimal? PriceMin,
        [FromQuery(Name = "price_max")] decimal? PriceMax,
        [FromQuery(Name = "area_min")] decimal? AreaMin,
        [FromQuery(Name = "agent_id")] long? AgentId,
        [FromQuery(Name = "search")] string? Search,
        [FromQuery(Name = "sort")] string? Sort
    );

    internal static async Task<IResult> Handle([AsParameters] Filter filter, Page page, CrmDbContext db, HttpContext http, CancellationToken ct)
    {
        var found = BySize(ByKind(db.Properties, filter), filter);
        foreach (var word in SearchText.Words(filter.Search))
            found = found.Where(p => p.SearchText.Contains(word));
        return Sorted(found, filter.Sort) is { } sorted ? await page.AnswerAsync(sorted.Select(PropertyView.Of), http, ct) : Lists.UnknownSort(http);
    }

    private static IQueryable<Property> ByKind(IQueryable<Property> found, Filter filter)
    {
        if (filter.Status is { Value: var status })
            found = found.Where(p => p.Status == status);
        if (filter.Business is { Value: var business })
            found = found.Where(p => p.Business == business);
        if (filter.Type is { Value: var type })
            found = found.Where(p => p.Type == type);
        if (filter.AgentId is { } agentId)
            found = found.Where(p => p.AgentId == agentId);
        if (!string.IsNullOrWhiteSpace(filter.Municipality))
        {
            var municipality = SearchText.Fold(filter.Municipality);
            found = found.Where(p => p.MunicipalityKey == municipality);
        }
        return found;
    }

    private static IQueryable<Property> BySize(IQueryable<Property> found, Filter filter)
    {
        if (filter.PriceMin is { } priceMin)
            found = found.Where(p => p.Price >= priceMin);
        if (filter.PriceMax is { } priceMax)
            found = found.Where(p => p.Price <= priceMax);
        if (filter.AreaMin is { } areaMin)
            found = found.Where(p => p.Area >= areaMin);
        if (string.IsNullOrWhiteSpace(filter.Typology))
            return found;

        // A plus sign that was not escaped in the URL arrives as a space.
        var typology = filter.Typology.Replace(' ', '+').ToUpperInvariant();
        return typology == SixOrMore ? found.Where(p => LargeTypologies.Contains(p.Typology)) : found.Where(p => p.Typology == typology);
    }

    private static IOrderedQueryable<Property>? Sorted(IQueryable<Property> found, string? sort) =>
        sort switch
        {
            null or "" or "-created_at" => found.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id),
            "created_at" => found.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id),
            "updated_at" => found.OrderBy(p => p.UpdatedAt).ThenBy(p => p.Id),
            "-updated_at" => found.OrderByDescending(p => p.UpdatedAt).ThenByDescending(p => p.Id),
            "price" => found.OrderBy(p => p.Price).ThenBy(p => p.Id),
            // Listings without a price come last, as they do the other way round.
            "-price" => found.OrderByDescending(p => p.Price ?? -1).ThenByDescending(p => p.Id),
            "area" => found.OrderBy(p => p.Area).ThenBy(p => p.Id),
            "-area" => found.OrderByDescending(p => p.Area ?? -1).ThenByDescending(p => p.Id),
            "title" => found.OrderBy(p => p.Title).ThenBy(p => p.Id),
            "-title" => found.OrderByDescending(p => p.Title).ThenByDescending(p => p.Id),
            "reference" => found.OrderBy(p => p.Reference),
            "-reference" => found.OrderByDescending(p => p.Reference),
            _ => null,
        };
}
