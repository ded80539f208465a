using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Matching;

/// <summary>GET /mobile/properties/{id}/matches: the caller's leads that a listing fits, best first, each with its reasons.</summary>
internal static class MatchesOfProperty
{
    private const int MostCandidates = 2000;

    internal sealed record View(LeadView Lead, int Score, IReadOnlyList<ReasonView> Reasons, string Summary)
    {
        public static View Example => new(LeadView.Example, 93, [ReasonView.Example], "T3 em Cascais, 5 % acima do orçamento");
    }

    internal static async Task<IResult> Handle(RecordKey id, CurrentUser user, CrmDbContext db, Explain explain, HttpContext http, CancellationToken ct)
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", MatchesOfLead.DefaultLimit, 1, MatchesOfLead.MaxLimit);
        query.ThrowIfBad();

        var property = await db.Properties.WithKey(id).Select(PropertyView.Of).SingleOrDefaultAsync(ct);
        if (property is null)
            return Errors.Property.NotFound(id.Identifier);
        var listed = Listed.Of(property);
        var language = Languages.Of(http);
        var leads = await LookingAsync(db, user, property.Id, ct);
        var found =
            from lead in leads
            from match in Match.Fits(Wanted.Of(Wishes.Read(lead.Wishes), lead.Budget, lead.PropertyId), listed)
            orderby match.Score descending, lead.Id descending
            select new View(lead, match.Score, explain.Reasons(match, language), explain.Summary(match, listed, property.Typology, language));
        return TypedResults.Ok(found.Take(limit).ToList());
    }

    /// <summary>The newest leads that still look for something, and have said what.</summary>
    private static Task<List<LeadView>> LookingAsync(CrmDbContext db, CurrentUser user, long propertyId, CancellationToken ct) =>
        db
            .Leads.VisibleTo(user)
            .Where(l => l.Status != LeadStatus.Won && l.Status != LeadStatus.Lost)
            .Where(l => l.Wishes != null || l.Budget != null || l.PropertyId == propertyId)
            .OrderByDescending(l => l.CreatedAt)
            .ThenByDescending(l => l.Id)
            .Take(MostCandidates)
            .Select(LeadView.Of)
            .ToListAsync(ct);
}
