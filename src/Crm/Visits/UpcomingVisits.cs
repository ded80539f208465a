using Aldrava.Crm.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits/upcoming: the next visits that will take place, soonest first; one query.</summary>
internal static class UpcomingVisits
{
    internal const int DefaultLimit = 5;
    private const int MaxLimit = 20;

    internal sealed record View(long Id, string PropertyTitle, DateTimeOffset ScheduledAt, string? LeadName, string? PropertyReference, VisitStatus Status)
    {
        public static View Example =>
            new(
                77,
                "Moradia V3 com jardim em Cascais",
                new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero),
                "Marta Figueiredo",
                "IMV-2026-0012",
                VisitStatus.Scheduled
            );
    }

    internal static async Task<IResult> Handle(
        CurrentUser user,
        CrmDbContext db,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();

        var (now, unknown) = (clock.GetUtcNow(), messages.UnknownProperty(http));
        return TypedResults.Ok(
            await db
                .Visits.VisibleTo(user)
                .Where(v => v.StartsAt > now && (v.Status == VisitStatus.Scheduled || v.Status == VisitStatus.Confirmed))
                .OrderBy(v => v.StartsAt)
                .ThenBy(v => v.Id)
                .Take(limit)
                .Select(v => new View(v.Id, v.Property!.Title ?? unknown, v.StartsAt, v.Lead!.Name, v.Property!.Reference, v.Status))
                .ToListAsync(ct)
        );
    }
}
