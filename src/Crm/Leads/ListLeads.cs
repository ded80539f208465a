using Aldrava.Crm.Contracts;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Aldrava.Crm.Leads;

/// <summary>GET /mobile/leads: the caller's leads, all of the organization's for who sees all; filtered, searched and sorted, newest first.</summary>
internal static class ListLeads
{
    private static readonly RowShape<LeadView> Row = new("l");

    internal sealed record Filter(
        [FromQuery(Name = "status")] Choice<LeadStatus>? Status,
        [FromQuery(Name = "source")] string? Source,
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
        var found = new SqlList<LeadView>(Row, "crm.leads l").Where("l.organization_id = ?", user.OrganizationId).OrderBy(order);
        if (!user.SeesAll)
            found.Where("l.assigned_agent_id = ?", user.AgentId ?? LeadAccess.Nobody);
        if (filter.Status is { Value: var status })
            found.Where("l.status = ?", EnumNames.Of(status));
        if (!string.IsNullOrWhiteSpace(filter.Source))
            found.Where("l.source = ?", filter.Source);
        foreach (var word in SearchText.Words(filter.Search))
            found.WhereContains("l.search_text", word);
        return page.AnswerAsync(found, dataSource, http, ct);
    }

    private static string? Order(string? sort) =>
        sort switch
        {
            null or "" or "-created_at" => "l.created_at desc, l.id desc",
            "created_at" => "l.created_at, l.id",
            "updated_at" => "l.updated_at, l.id",
            "-updated_at" => "l.updated_at desc, l.id desc",
            "name" => "l.name, l.id",
            "-name" => "l.name desc, l.id desc",
            _ => null,
        };
}
