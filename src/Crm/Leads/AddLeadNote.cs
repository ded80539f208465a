using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Leads;

/// <summary>POST /mobile/leads/{id}/notes: writes something down in a lead's timeline. Notes are not changed afterwards; another one can follow.</summary>
internal static class AddLeadNote
{
    public sealed record Request([Required, StringLength(LeadLimits.Notes)] string Text, Guid? ClientId = null, ClientTime? OccurredAt = null) : IRequestBody
    {
        public static Request Example => new("Prefere visitas ao sábado de manhã.");
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        CurrentUser user,
        CrmDbContext db,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var lead = await db.Leads.AsNoTracking().VisibleTo(user).WithKey(id).SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id.Identifier);
        var text = ActivityText.For(http, user);
        if (await FindAsync(db, lead.Id, request.ClientId, ct) is { } known)
            return TypedResults.Ok(ActivityView.Of(known, text));

        var note = lead.Remark(request.Text.Trim(), request.ClientId, Moment.Of(user, request.OccurredAt, clock.GetUtcNow()));
        await db.AddAsync(note, ct);
        if (await db.SaveAsync(ct) is null)
            return TypedResults.Created($"/mobile/leads/{lead.Id}/timeline", ActivityView.Of(note, text));
        return await FindAsync(db, lead.Id, request.ClientId, ct) is { } first ? TypedResults.Ok(ActivityView.Of(first, text)) : CommonErrors.Record.Exists();
    }

    private static async Task<Activity?> FindAsync(CrmDbContext db, long leadId, Guid? clientId, CancellationToken ct) =>
        clientId is null ? null : await db.Activities.AsNoTracking().SingleOrDefaultAsync(a => a.ClientId == clientId && a.LeadId == leadId, ct);
}
