using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>PUT /mobile/visits/{id}: changes a visit: what is not sent stays as it is. Another time has to be free, and sets the reminder anew.</summary>
internal static class UpdateVisit
{
    public sealed record Request(
        Optional<ClientTime> ScheduledAt = default,
        Optional<ClientTime> ScheduledDate = default,
        [Range(5, 1440)] Optional<int> DurationMinutes = default,
        [StringLength(10_000)] Optional<string?> Notes = default,
        Optional<long> PropertyId = default,
        Optional<Guid> PropertyClientId = default,
        Optional<long?> LeadId = default,
        Optional<Guid?> LeadClientId = default,
        Optional<VisitStatus> Status = default,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(ScheduledAt: new ClientTime(new DateTimeOffset(2026, 3, 13, 10, 30, 0, TimeSpan.Zero)), DurationMinutes: 45);

        /// <summary>The property that is named, if one is.</summary>
        internal RecordKey? PropertyKey =>
            PropertyId.TryGet(out var id) ? new RecordKey(id, ClientId: null)
            : PropertyClientId.TryGet(out var clientId) ? new RecordKey(0, clientId)
            : null;

        internal bool NamesLead => LeadId.IsGiven || LeadClientId.IsGiven;

        /// <summary>The old name of the time counts only where the new one is missing.</summary>
        internal DateTimeOffset StartsAt(DateTimeOffset current, TimeZoneInfo zone) =>
            ScheduledAt.TryGet(out var at) || ScheduledDate.TryGet(out at) ? at.In(zone) : current;
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var (place, refused) = await FindPlaceAsync(id, request, user, db, ct);
        if (refused is not null)
            return refused;
        if (await db.VisitToChangeAsync(id, user, ct, place?.AgentId) is not { } visit)
            return Errors.Visit.NotFound(id.Identifier);
        if (ifMatch.Refuses(visit.Version, visit.Id) is { } stale)
            return stale;
        var (guest, missing) = await FindGuestAsync(request, visit, user, db, ct);
        if (missing is not null)
            return missing;

        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var plan = PlanOf(request, visit, place, guest, user);
        var names = messages.NamesOf(visit);
        names = new VisitNames(place?.Title ?? names.PropertyTitle, guest?.Name);
        if (await db.ChangeAsync(visit, plan, names, note: null, moment, ct) is { } refusal)
            return refusal;
        var view = await db.Visits.Where(v => v.Id == visit.Id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static VisitPlan PlanOf(Request request, Visit visit, Place? place, Guest? guest, CurrentUser user) =>
        new(
            request.StartsAt(visit.StartsAt, user.TimeZone),
            request.DurationMinutes.Or(visit.DurationMinutes),
            request.Status.Or(visit.Status),
            request.Notes.Or(visit.Notes),
            place?.PropertyId ?? visit.PropertyId,
            place?.AgentId ?? visit.AgentId,
            guest?.Id
        );

    /// <summary>Who comes. The lead it has stays, whoever takes care of them by now.</summary>
    private static async Task<(Guest? Guest, Error? Missing)> FindGuestAsync(
        Request request,
        Visit visit,
        CurrentUser user,
        CrmDbContext db,
        CancellationToken ct
    )
    {
        var current = visit.Lead is { } lead ? new Guest(lead.Id, lead.Name) : null;
        if (!request.NamesLead || (current is not null && request.LeadId.Or(null) == current.Id))
            return (current, null);
        return await Guest.FindAsync(request.LeadId.Or(null), request.LeadClientId.Or(null), user, db, ct);
    }

    /// <summary>The property it is moved to. Naming the one it has is no move, whoever lists that by now.</summary>
    private static async Task<(Place? Place, Error? Refused)> FindPlaceAsync(
        RecordKey id,
        Request request,
        CurrentUser user,
        CrmDbContext db,
        CancellationToken ct
    )
    {
        if (request.PropertyKey is not { } key)
            return (null, null);
        var known = await db
            .Visits.VisibleTo(user)
            .WithKey(id)
            .Select(v => new
            {
                v.AgentId,
                v.PropertyId,
                v.Property!.ClientId,
            })
            .SingleOrDefaultAsync(ct);
        if (known is null)
            return (null, Errors.Visit.NotFound(id.Identifier));
        var isThere = key.ClientId is { } clientId ? known.ClientId == clientId : known.PropertyId == key.Id;
        return isThere ? (null, null) : await Place.FindAsync(key, known.AgentId, user, db, ct);
    }
}
