using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Visits;

/// <summary>POST /mobile/visits: books a visit to a property for its agent. A time that has passed is taken too: the phone may have been offline when it was agreed.</summary>
internal static class ScheduleVisit
{
    private const string Overlaps = "visits_no_overlap";
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
        var (place, error) = await FindPlaceAsync(request, user, db, ct);
        if (error is not null)
            return error;
        var (lead, missing) = await FindLeadAsync(request, user, db, ct);
        if (missing is not null)
            return missing;

        await using var work = await session.BeginAsync(ct);
        // One booking at a time per agent: two that wait for each other's row would end in a deadlock instead of an answer.
        await db.LockAsync($"crm.calendar:{place!.AgentId}", ct);
        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var visit = Visit.Schedule(user.OrganizationId, place.AgentId, place.PropertyId, lead?.Id, request.Slot(user.TimeZone), moment);
        await db.AddAsync(visit, ct);
        await db.AddAsync(visit.Booked(moment, place.Title, lead?.Name), ct);
        db.Publish(new VisitScheduled(visit.OrganizationId, visit.Id, visit.AgentId, place.PropertyId, place.Title, lead?.Id, lead?.Name, visit.StartsAt));
        switch ((await db.SaveAsync(ct))?.Constraint)
        {
            case null:
                await work.CommitAsync(ct);
                return Versioned.Created("/mobile/visits", await db.Visits.Where(v => v.Id == visit.Id).Select(view).SingleAsync(ct));
            case Overlaps:
                return await ConflictAsync(visit, db, ct);
            case ClientIdTaken when await db.Visits.VisibleTo(user).Where(v => v.ClientId == visit.ClientId).Select(view).SingleOrDefaultAsync(ct) is { } first:
                return Versioned.Ok(first);
            default:
                return CommonErrors.Record.Exists();
        }
    }

    private sealed record Place(long PropertyId, string Title, long AgentId);

    private sealed record Guest(long Id, string Name);

    private static async Task<(Place? Place, Error? Error)> FindPlaceAsync(Request request, CurrentUser user, CrmDbContext db, CancellationToken ct)
    {
        if (user.AgentId is null && !user.ManagesAll)
            return (null, CommonErrors.Permission.AgentsOnly());
        var properties = request.PropertyId is { } id ? db.Properties.Where(p => p.Id == id) : db.Properties.Where(p => p.ClientId == request.PropertyClientId);
        var property = await properties
            .Select(p => new
            {
                p.Id,
                p.Title,
                p.AgentId,
            })
            .SingleOrDefaultAsync(ct);
        if (property is null)
            return (null, Errors.Property.NotFound((object?)request.PropertyId ?? request.PropertyClientId!));
        if (!user.ManagesAll && property.AgentId != user.AgentId)
            return (null, Errors.Visit.NotYourProperty(property.Id));
        return (property.AgentId ?? user.AgentId) is { } agentId
            ? (new Place(property.Id, property.Title, agentId), null)
            : (null, Errors.Visit.NoAgent(property.Id));
    }

    private static async Task<(Guest? Guest, Error? Error)> FindLeadAsync(Request request, CurrentUser user, CrmDbContext db, CancellationToken ct)
    {
        if (request.LeadId is null && request.LeadClientId is null)
            return (null, null);
        var visible = db.Leads.VisibleTo(user);
        var leads = request.LeadId is { } id ? visible.Where(l => l.Id == id) : visible.Where(l => l.ClientId == request.LeadClientId);
        if (await leads.Select(l => new Guest(l.Id, l.Name)).SingleOrDefaultAsync(ct) is { } guest)
            return (guest, null);
        return (null, request.LeadId is { } given ? Errors.RelatedMissing("lead_id", given) : Errors.RelatedMissing("lead_client_id", request.LeadClientId!));
    }

    private static async Task<IResult> ConflictAsync(Visit visit, CrmDbContext db, CancellationToken ct)
    {
        var (agentId, start, end) = (visit.AgentId, visit.StartsAt, visit.EndsAt);
        var inTheWay = await db
            .Visits.Where(v => v.AgentId == agentId && v.StartsAt < end && v.EndsAt > start)
            .Where(v => v.Status == VisitStatus.Scheduled || v.Status == VisitStatus.Confirmed || v.Status == VisitStatus.InProgress)
            .OrderBy(v => v.StartsAt)
            .Select(v => new { v.Id, v.StartsAt })
            .FirstAsync(ct);
        return Errors.Visit.Overlap(inTheWay.Id, inTheWay.StartsAt);
    }

    /// <summary>A new visit is booked or confirmed; the rest happens to it later.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class BookableAttribute : ValidationAttribute, IFieldRule
    {
        public string Type => "enum";

        public override bool IsValid(object? value) => value is null or VisitStatus.Scheduled or VisitStatus.Confirmed;
    }
}
