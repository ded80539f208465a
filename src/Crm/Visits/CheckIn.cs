using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Aldrava.Crm.Visits;

/// <summary>POST /mobile/visits/{id}/check-in: the agent is there. Says how far from the property, and what to think of that. Repeating it changes nothing.</summary>
internal static class CheckIn
{
    public sealed record Request(
        [Range(-90d, 90d)] double? Latitude = null,
        [Range(-180d, 180d)] double? Longitude = null,
        double? Accuracy = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(38.69801, -9.42162, 12, new ClientTime(new DateTimeOffset(2026, 3, 12, 14, 58, 0, TimeSpan.Zero)));

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => PositionFaults(Latitude, Longitude);
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IOptions<CheckInOptions> options,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.VisitToChangeAsync(id, user, ct) is not { } visit)
            return Errors.Visit.NotFound(id.Identifier);
        if (visit.CheckedInAt is null)
        {
            if (ifMatch.Refuses(visit.Version, visit.Id) is { } stale)
                return stale;
            if (visit.RefusesCheckIn() is { } refusal)
                return refusal;
            var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
            var seen = new Sighting(Position.Of(request.Latitude, request.Longitude), request.Accuracy);
            await ArriveAsync(visit, Judgement.Of(seen, PositionOf(visit), options.Value), messages.NamesOf(visit), moment, db, ct);
        }
        var view = await db.Visits.Where(v => v.Id == visit.Id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    /// <summary>Where its property is, if that is known.</summary>
    internal static Position? PositionOf(Visit visit) => Position.Of(visit.Property?.Latitude, visit.Property?.Longitude);

    /// <summary>Half a position is none.</summary>
    internal static IEnumerable<(string Field, string Type)> PositionFaults(double? latitude, double? longitude)
    {
        if (latitude is null && longitude is not null)
            yield return ("latitude", "missing");
        if (longitude is null && latitude is not null)
            yield return ("longitude", "missing");
    }

    private static async Task ArriveAsync(Visit visit, Judgement judgement, VisitNames names, Moment moment, CrmDbContext db, CancellationToken ct)
    {
        var before = visit.Status;
        await db.AddAsync(visit.CheckIn(judgement, names, moment), ct);
        db.Publish(
            new VisitCheckedIn(
                visit.OrganizationId,
                visit.Id,
                visit.AgentId,
                visit.PropertyId,
                visit.LeadId,
                moment.OccurredAt,
                judgement.Presence.Written(),
                judgement.DistanceMeters
            )
        );
        db.PublishStatus(visit, before, moment);
        await db.SaveChangesAsync(ct);
    }
}
