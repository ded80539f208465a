using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>Creates leads for chatbots and forms, once per external key and once per person as long as they are open.</summary>
internal sealed class LeadIntake(
    CrmDbContext db,
    DbSession session,
    IAgentDirectory agents,
    LeadAssignment assignment,
    KnownLead known,
    ErrorMessages messages,
    TimeProvider clock
) : ILeadIntake
{
    public async Task<LeadCreatedInfo> CreateAsync(LeadDraft draft, CancellationToken ct)
    {
        if (draft.ExternalKey.Length is 0 or > LeadLimits.ExternalKey)
            throw new ArgumentException("A lead needs a key that names its intake.", nameof(draft));

        await using var work = await session.BeginAsync(ct);
        // A second attempt with the same key waits here for the first, and then finds its lead.
        await db.LockAsync($"crm.lead:{db.TenantId}:{draft.ExternalKey}", ct);
        var info = await FindAsync(draft.ExternalKey, ct) ?? await AddAsync(draft, ct);
        await work.CommitAsync(ct);
        return info;
    }

    private async Task<LeadCreatedInfo?> FindAsync(string externalKey, CancellationToken ct)
    {
        var lead = await db
            .Leads.Where(l => l.ExternalKey == externalKey)
            .Select(l => new
            {
                l.Id,
                l.AssignedAgentId,
                l.PropertyId,
            })
            .SingleOrDefaultAsync(ct);
        return lead is null ? null : await InfoAsync(lead.Id, lead.AssignedAgentId, lead.PropertyId, ct);
    }

    private async Task<LeadCreatedInfo> InfoAsync(long id, long? agentId, long? propertyId, CancellationToken ct)
    {
        var agent = agentId is { } known ? await agents.FindAsync(known, ct) : null;
        return new LeadCreatedInfo(id, agentId, agent?.Name, propertyId, IsNew: false);
    }

    private async Task<LeadCreatedInfo> AddAsync(LeadDraft draft, CancellationToken ct)
    {
        var listing = await assignment.FindListingAsync(draft.PropertyReference, ct);
        var facts = Facts(draft, listing?.Id);
        if (await known.FindAsync(facts, ct) is { } same)
        {
            await known.LearnAsync(same, facts, ct);
            return await InfoAsync(same.Id, same.AssignedAgentId, same.PropertyId, ct);
        }
        var agent = await assignment.ChooseAsync(listing, ct);
        var lead = Lead.Of(db.TenantId, agent?.Id, facts, clock.GetUtcNow());
        await db.AddAsync(lead, ct);
        await db.AddAsync(lead.Born(by: null), ct);
        db.Publish(lead.Created());
        await db.SaveChangesAsync(ct);
        return new LeadCreatedInfo(lead.Id, agent?.Id, agent?.Name, listing?.Id, IsNew: true);
    }

    private LeadFacts Facts(LeadDraft draft, long? propertyId)
    {
        var phone = Clip(draft.Phone, LeadLimits.Phone);
        return new LeadFacts(Clip(draft.Name, LeadLimits.Name) ?? phone ?? messages.Get("lead.unnamed", Languages.Default))
        {
            Email = Clip(draft.Email, LeadLimits.Email),
            Phone = phone,
            Source = Clip(draft.Source, LeadLimits.Source),
            Notes = Clip(draft.Notes, LeadLimits.Notes),
            Budget = draft.Budget is >= 0 and <= LeadLimits.MaxBudget ? draft.Budget : null,
            Wishes = draft.Wishes is { Count: > 0 } wishes ? JsonSerializer.SerializeToElement(wishes, Json.Options) : null,
            PropertyId = propertyId,
            ConversationId = draft.ConversationId,
            ExternalKey = draft.ExternalKey,
        };
    }

    // By whole characters, so that an emoji is not cut in half; without U+0000, which PostgreSQL cannot store.
    private static string? Clip(string? text, int length)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var clipped = string.Concat(text.Trim().EnumerateRunes().Where(r => r.Value != 0).TakeWhile(Fits));
        return clipped.Length == 0 ? null : clipped;

        bool Fits(System.Text.Rune rune) => (length -= rune.Utf16SequenceLength) >= 0;
    }
}
