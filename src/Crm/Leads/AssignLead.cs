using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>POST /mobile/leads/{id}/assign: gives a lead to an active agent; an agent may hand over their own. Its open tasks and visits stay with whom they are.</summary>
internal static class AssignLead
{
    public sealed record Request([Required] long? AgentId, [StringLength(2000)] string? Note = null, ClientTime? OccurredAt = null) : IRequestBody
    {
        public static Request Example => new(4, "Fala francês com a cliente.");
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IAgentDirectory agents,
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
        var (agent, refusal) = await agents.AssigneeAsync(request.AgentId!.Value, ct);
        if (refusal is not null)
            return refusal;

        var before = lead.AssignedAgentId;
        var names = await agents.NamesAsync(before is { } known ? [known] : [], ct);
        var handover = new LeadHandover(lead.Name, before, before is { } from ? names.GetValueOrDefault(from) : null, agent!.Id, agent.Name, request.Note);
        if (lead.AssignTo(agent.Id, handover, Moment.Of(user, request.OccurredAt, clock.GetUtcNow())) is { } change)
        {
            await db.AddAsync(change, ct);
            Tell(db, lead, before, user);
            await db.SaveChangesAsync(ct);
        }
        var view = await db.Leads.Where(l => l.Id == lead.Id).Select(LeadView.Of).SingleAsync(ct);
        await work.CommitAsync(ct);
        return Versioned.Ok(view);
    }

    private static void Tell(CrmDbContext db, Lead lead, long? before, CurrentUser user)
    {
        var (organizationId, agentId) = (lead.OrganizationId, lead.AssignedAgentId!.Value);
        if (before is { } previous)
            db.Publish(new LeadUnassigned(organizationId, lead.Id, lead.Name, previous, agentId, user.UserId));
        db.Publish(new LeadAssigned(organizationId, lead.Id, lead.Name, agentId, before, lead.PropertyId, lead.Source, lead.CreatedAt, user.UserId));
    }
}
