using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>POST /mobile/visits/{id}/check-out: the visit is over, and what came of it. Only after the check-in. Repeating it changes nothing.</summary>
internal static class CheckOut
{
    public sealed record Request(
        [StringLength(10_000)] string? Feedback = null,
        [Range(1, 5)] int? Rating = null,
        CustomerInterest? Interest = null,
        [Range(-90d, 90d)] double? Latitude = null,
        [Range(-180d, 180d)] double? Longitude = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new("Gostou muito do jardim; quer voltar com o marido.", 4, CustomerInterest.High);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => CheckIn.PositionFaults(Latitude, Longitude);

        internal VisitOutcome Outcome => new(Feedback, Rating, Interest);
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
        if (await db.VisitToChangeAsync(id, user, ct) is not { } visit)
            return Errors.Visit.NotFound(id.Identifier);
        if (visit.CheckedOutAt is null)
        {
            if (ifMatch.Refuses(visit.Version, visit.Id) is { } stale)
                return stale;
            if (visit.RefusesCheckOut() is { } refusal)
                return refusal;
            await LeaveAsync(visit, request, messages.NamesOf(visit), Moment.Of(user, request.OccurredAt, clock.GetUtcNow()), db, ct);
        }
        var view = await db.Visits.Where(v => v.Id == visit.Id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static async Task LeaveAsync(Visit visit, Request request, VisitNames names, Moment moment, CrmDbContext db, CancellationToken ct)
    {
        var before = visit.Status;
        var meters =
            Position.Of(request.Latitude, request.Longitude) is { } device && CheckIn.PositionOf(visit) is { } property
                ? (int?)Math.Round(device.MetersTo(property))
                : null;
        await db.AddAsync(visit.CheckOut(request.Outcome, meters, names, moment), ct);
        db.Publish(
            new VisitCheckedOut(
                visit.OrganizationId,
                visit.Id,
                visit.AgentId,
                visit.PropertyId,
                visit.LeadId,
                visit.CheckedOutAt!.Value,
                visit.Rating,
                visit.Interest?.Written()
            )
        );
        db.PublishStatus(visit, before, moment);
        await db.SaveChangesAsync(ct);
    }
}
