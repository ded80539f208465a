using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Aldrava.Crm.Properties;

/// <summary>GET /mobile/properties: the organization's listings, those of colleagues too; filtered, searched and sorted, newest first.</summary>
internal static class ListProperties
{
    private const string SixOrMore = "T6+";
    private static readonly string[] LargeTypologies = [SixOrMore, "T6", "T7", "T8", "T9", "T10", "T11", "T12"];

    private static readonly RowShape<PropertyView> Row = new(
        "p",
        (
            nameof(PropertyView.Photos),
            "coalesce((select json_agg(photo order by photo.position) from crm.property_photos photo where photo.property_id = p.id), '[]')"
        )
    );

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

    internal static Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser user,
        NpgsqlDataSource dataSource,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (Order(filter.Sort) is not { } order)
            return Task.FromResult<IResult>(Lists.UnknownSort(http));
        var found = new SqlList<PropertyView>(Row, "crm.properties p").Where("p.organization_id = ?", user.OrganizationId).OrderBy(order);
        ByKind(found, filter);
        BySize(found, filter);
        foreach (var word in SearchText.Words(filter.Search))
            found.WhereContains("p.search_text", word);
        return page.AnswerAsync(found, dataSource, http, ct);
    }

    private static void ByKind(SqlList<PropertyView> found, Filter filter)
    {
        if (filter.Status is { Value: var status })
            found.Where("p.status = ?", EnumNames.Of(status));
        if (filter.Business is { Value: var business })
            found.Where("p.business = ?", EnumNames.Of(business));
        if (filter.Type is { Value: var type })
            found.Where("p.type = ?", EnumNames.Of(type));
        if (filter.AgentId is { } agentId)
            found.Where("p.agent_id = ?", agentId);
        if (!string.IsNullOrWhiteSpace(filter.Municipality))
            found.Where("p.municipality_key = ?", SearchText.Fold(filter.Municipality));
    }

    private static void BySize(SqlList<PropertyView> found, Filter filter)
    {
        if (filter.PriceMin is { } priceMin)
            found.Where("p.price >= ?", priceMin);
        if (filter.PriceMax is { } priceMax)
            found.Where("p.price <= ?", priceMax);
        if (filter.AreaMin is { } areaMin)
            found.Where("p.area >= ?", areaMin);
        if (string.IsNullOrWhiteSpace(filter.Typology))
            return;

        // A plus sign that was not escaped in the URL arrives as a space.
        var typology = filter.Typology.Replace(' ', '+').ToUpperInvariant();
        if (typology == SixOrMore)
            found.Where("p.typology = any(?)", LargeTypologies);
        else
            found.Where("p.typology = ?", typology);
    }

    private static string? Order(string? sort) =>
        sort switch
        {
            null or "" or "-created_at" => "p.created_at desc, p.id desc",
            "created_at" => "p.created_at, p.id",
            "updated_at" => "p.updated_at, p.id",
            "-updated_at" => "p.updated_at desc, p.id desc",
            "price" => "p.price, p.id",
            // Listings without a price come last, as they do the other way round.
            "-price" => "p.price desc nulls last, p.id desc",
            "area" => "p.area, p.id",
            "-area" => "p.area desc nulls last, p.id desc",
            "title" => "p.title, p.id",
            "-title" => "p.title desc, p.id desc",
            "reference" => "p.reference",
            "-reference" => "p.reference desc",
            _ => null,
        };
}
