using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Visits;

/// <summary>POST /mobile/visits: books a visit to a property for its agent. A time that has passed is taken too: the phone may have been offline when it was agreed.</summary>
internal static class ScheduleVisit
{
    private const string ClientIdTaken = "visits_client_id_taken";

    public sealed record Request(
        long? PropertyId = null,
        Guid? PropertyClientId = null,
        long? LeadId = null,
        Guid? LeadClientId = null,
        ClientTime? ScheduledAt = null,
        ClientTime? ScheduledDate = null,
        [Range(5, 1440)] int DurationMinutes = 60,
        [Bookable] VisitStatus? Status = null,
        [StringLength(10_000)] string? Notes = null,
        Guid? ClientId = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example =>
            new(12, LeadId: 128, ScheduledAt: new ClientTime(new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero)), Notes: "Tocar no 2.º esquerdo.");

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            if (PropertyId is null && PropertyClientId is null)
                yield return ("property_id", "missing");
            if (ScheduledAt is null && ScheduledDate is null)
                yield return ("scheduled_at", "missing");
        }

        internal RecordKey PropertyKey => PropertyId is { } id ? new RecordKey(id, ClientId: null) : new RecordKey(0, PropertyClientId);

        internal VisitSlot Slot(TimeZoneInfo zone) =>
            new((ScheduledAt ?? ScheduledDate)!.Value.In(zone), DurationMinutes)
            {
                IsConfirmed = Status == VisitStatus.Confirmed,
                Notes = Notes,
                ClientId = ClientId,
            };
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var view = VisitView.Of(messages.UnknownProperty(http));
        if (
            request.ClientId is { } clientId
            && await db.Visits.VisibleTo(user).Where(v => v.ClientId == clientId).Select(view).SingleOrDefaultAsync(ct) is { } known
        )
            return Versioned.Ok(known);
        var (place, error) = await Place.FindAsync(request.PropertyKey, user.AgentId, user, db, ct);
        if (error is not null)
            return error;
        var (lead, missing) = await Guest.FindAsync(request.LeadId, request.LeadClientId, user, db, ct);
        if (missing is not null)
            return missing;

        await using var work = await session.BeginAsync(ct);
        await db.LockCalendarsAsync(ct, place!.AgentId);
        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var visit = Visit.Schedule(user.OrganizationId, place.AgentId, place.PropertyId, lead?.Id, request.Slot(user.TimeZone), moment);
        switch ((await db.BookAsync(visit, new VisitNames(place.Title, lead?.Name), moment, ct))?.Constraint)
        {
            case null:
                var booked = await db.Visits.Where(v => v.Id == visit.Id).Select(view).SingleAsync(ct);
                await work.CommitAsync(ct);
                return Versioned.Created("/mobile/visits", booked);
            case Calendars.Overlaps:
                return await db.OverlapAsync(visit, ct);
            case ClientIdTaken when await db.Visits.VisibleTo(user).Where(v => v.ClientId == visit.ClientId).Select(view).SingleOrDefaultAsync(ct) is { } first:
                return Versioned.Ok(first);
            default:
                return CommonErrors.Record.Exists();
        }
    }

    /// <summary>A new visit is booked or confirmed; the rest happens to it later.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class BookableAttribute : ValidationAttribute, IFieldRule
    {
        public string Type => "enum";

        public override bool IsValid(object? value) => value is null or VisitStatus.Scheduled or VisitStatus.Confirmed;
    }
}
