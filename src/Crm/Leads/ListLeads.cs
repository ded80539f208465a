using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Leads;

/// <summary>GET /mobile/leads: the caller's leads, all of the organization's for who sees all; filtered, searched and sorted, newest first.</summary>
internal static class ListLeads
{
    internal sealed record Filter(
        [FromQuery(Name = "status")] Choice<LeadStatus>? Status,
        [FromQuery(Name = "source")] string? Source,
        [FromQuery(Name = "search")] string? Search,
        [FromQuery(Name = "sort")] string? Sort
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser user,
        CrmDbContext db,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = db.Leads.VisibleTo(user);
        if (filter.Status is { Value: var status })
            found = found.Where(l => l.Status == status);
        if (!string.IsNullOrWhiteSpace(filter.Source))
            found = found.Where(l => l.Source == filter.Source);
        foreach (var word in SearchText.Words(filter.Search))
            found = found.Where(l => l.SearchText.Contains(word));
        return Sorted(found, filter.Sort) is { } sorted ? await page.AnswerAsync(sorted.Select(LeadView.Of), http, ct) : Lists.UnknownSort(http);
    }

    private static IOrderedQueryable<Lead>? Sorted(IQueryable<Lead> found, string? sort) =>
        sort switch
        {
            null or "" or "-created_at" => found.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id),
            "created_at" => found.OrderBy(l => l.CreatedAt).ThenBy(l => l.Id),
            "updated_at" => found.OrderBy(l => l.UpdatedAt).ThenBy(l => l.Id),
            "-updated_at" => found.OrderByDescending(l => l.UpdatedAt).ThenByDescending(l => l.Id),
            "name" => found.OrderBy(l => l.Name).ThenBy(l => l.Id),
            "-name" => found.OrderByDescending(l => l.Name).ThenByDescending(l => l.Id),
            _ => null,
        };
}
