using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>
/// PATCH /mobile/visits/{id}/status: confirms a visit, begins or ends it, calls it off, or sets it back, where its time has to be free still. Repeating
/// a step changes nothing.
/// </summary>
internal static class ChangeVisitStatus
{
    public sealed record Request(
        [Required] VisitStatus? Status,
        [StringLength(2000)] string? Note = null,
        [StringLength(10_000)] string? Notes = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new(VisitStatus.Cancelled, "O cliente adoeceu; liga na segunda-feira.");
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
        if (ifMatch.Refuses(visit.Version, visit.Id) is { } stale)
            return stale;

        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        // Old clients send notes: they stay with the visit. A note is why it was done, and stays in its history.
        var plan = visit.Plan with
        {
            Status = request.Status!.Value,
            Notes = request.Notes ?? visit.Notes,
        };
        if (await db.ChangeAsync(visit, plan, messages.NamesOf(visit), request.Note ?? request.Notes, moment, ct) is { } refusal)
            return refusal;
        var view = await db.Visits.Where(v => v.Id == visit.Id).Select(VisitView.Of(messages.UnknownProperty(http))).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }
}
