using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Matching;

/// <summary>GET /mobile/leads/{id}/matches: the listings that fit what a lead looks for, best first, each with its reasons.</summary>
internal static class MatchesOfLead
{
    internal const int DefaultLimit = 10;
    internal const int MaxLimit = 50;

    internal sealed record View(PropertyView Property, int Score, IReadOnlyList<ReasonView> Reasons, string Summary)
    {
        public static View Example => new(PropertyView.Example, 93, [ReasonView.Example], "T3 em Cascais, 5 % acima do orçamento");
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        CurrentUser user,
        CrmDbContext db,
        PropertyMatching matching,
        Explain explain,
        HttpContext http,
        CancellationToken ct
    )
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();

        var lead = await db
            .Leads.VisibleTo(user)
            .WithKey(id)
            .Select(l => new
            {
                l.Wishes,
                l.Budget,
                l.PropertyId,
            })
            .SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id.Identifier);
        var language = Languages.Of(http);
        var found = await matching.BestAsync(Wanted.Of(Wishes.Read(lead.Wishes), lead.Budget, lead.PropertyId), limit, ct);
        return TypedResults.Ok(
            found
                .Select(f => new View(
                    f.Property,
                    f.Match.Score,
                    explain.Reasons(f.Match, language),
                    explain.Summary(f.Match, f.Listed, f.Property.Typology, language)
                ))
                .ToList()
        );
    }
}
