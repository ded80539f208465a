using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>PATCH /mobile/leads/{id}/status: moves a lead on; every step is kept. Repeating a step changes nothing.</summary>
internal static class ChangeLeadStatus
{
    public sealed record Request([Required] LeadStatus? Status, [StringLength(2000)] string? Note = null) : IRequestBody
    {
        public static Request Example => new(LeadStatus.Contacted, "Ligar de novo na quinta-feira.");
    }

    internal static async Task<IResult> Handle(
        long id,
        Request request,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        // Locked, so that steps made at once from two devices follow each other in the history.
        var lead = await db
            .Leads.FromSql($"select * from crm.leads where organization_id = {user.OrganizationId} and id = {id} for update")
            .VisibleTo(user)
            .SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id);

        if (lead.MoveTo(request.Status!.Value, request.Note, user.UserId, clock.GetUtcNow()) is { } change)
        {
            await db.AddAsync(change, ct);
            db.Publish(new LeadStatusChanged(lead.OrganizationId, lead.Id, lead.AssignedAgentId, change.OldStatus, change.NewStatus, user.UserId));
            await db.SaveChangesAsync(ct);
        }
        await work.CommitAsync(ct);
        return TypedResults.Ok(await db.Leads.Where(l => l.Id == id).Select(LeadView.Of).SingleAsync(ct));
    }
}
