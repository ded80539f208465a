using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>PATCH /mobile/leads/{id}/status: moves a lead on; every step is kept. Repeating a step changes nothing.</summary>
internal static class ChangeLeadStatus
{
    public sealed record Request([Required] LeadStatus? Status, [StringLength(2000)] string? Note = null, ClientTime? OccurredAt = null) : IRequestBody
    {
        public static Request Example => new(LeadStatus.Contacted, "Ligar de novo na quinta-feira.");
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var lead = await db.ForUpdate<Lead>(id).VisibleTo(user).SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id.Identifier);
        if (ifMatch.Refuses(lead.Version, lead.Id) is { } stale)
            return stale;

        var before = lead.Status;
        if (lead.MoveTo(request.Status!.Value, request.Note, Moment.Of(user, request.OccurredAt, clock.GetUtcNow())) is { } step)
        {
            await db.AddAsync(step, ct);
            db.Publish(new LeadStatusChanged(lead.OrganizationId, lead.Id, lead.AssignedAgentId, before, lead.Status, user.UserId));
            await db.SaveChangesAsync(ct);
        }
        var view = await db.Leads.Where(l => l.Id == lead.Id).Select(LeadView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }
}
