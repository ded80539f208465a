using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>Somebody who comes again: the lead they are already, as long as it is open, learns what is new.</summary>
internal sealed class KnownLead(CrmDbContext db, TimeProvider clock)
{
    /// <summary>The open lead of the same conversation, phone or e-mail address; the last of several. Nobody makes another one meanwhile.</summary>
    public async Task<Lead?> FindAsync(LeadFacts facts, CancellationToken ct)
    {
        var (conversation, phone, email) = (facts.ConversationId, PhoneNumbers.Key(facts.Phone), facts.Email?.Trim().ToLowerInvariant());
        string?[] names = [conversation is null ? null : $"c:{conversation}", phone is null ? null : $"p:{phone}", email is null ? null : $"e:{email}"];
        // In one order, so that two who share something wait for each other instead of both.
        foreach (var name in names.OfType<string>().Order(StringComparer.Ordinal))
            await db.LockAsync($"crm.lead_of:{db.TenantId}:{name}", ct);
        return await db
            .Leads.FromSql(
                $"""
                select * from crm.leads
                where organization_id = {db.TenantId} and status not in ('won', 'lost')
                  and (conversation_id = {conversation} or phone_key = {phone} or email_key = {email})
                order by coalesce(conversation_id = {conversation}, false) desc, id desc
                limit 1
                for no key update
                """
            )
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>Adds what is new; nothing is lost, and the history tells.</summary>
    public async Task LearnAsync(Lead lead, LeadFacts facts, CancellationToken ct)
    {
        var change = lead.Change(Together(lead, facts), Moment.Of(by: null, clock.GetUtcNow()));
        var joined = facts.ConversationId is { } conversation && lead.Join(conversation);
        if (change is not null)
        {
            await db.AddAsync(change, ct);
            db.Publish(new LeadUpdated(lead.OrganizationId, lead.Id, lead.AssignedAgentId, lead.Version, ChangedBy: 0));
        }
        if (change is not null || joined)
            await db.SaveChangesAsync(ct);
    }

    private static LeadFacts Together(Lead lead, LeadFacts facts) =>
        new(lead.Name == lead.Phone ? facts.Name : lead.Name)
        {
            Email = lead.Email ?? facts.Email,
            Phone = lead.Phone ?? facts.Phone,
            Source = lead.Source ?? facts.Source,
            Notes = Notes(lead.Notes, facts.Notes),
            PropertyId = facts.PropertyId ?? lead.PropertyId,
            Budget = facts.Budget ?? lead.Budget,
            Wishes = facts.Wishes ?? lead.Wishes,
        };

    private static string? Notes(string? known, string? added)
    {
        if (string.IsNullOrWhiteSpace(known) || string.IsNullOrWhiteSpace(added))
            return string.IsNullOrWhiteSpace(known) ? added : known;
        var both = $"{known}\n{added}";
        return known.Contains(added, StringComparison.Ordinal) || both.Length > LeadLimits.Notes ? known : both;
    }
}
