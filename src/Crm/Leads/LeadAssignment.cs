using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>Decides who takes care of a lead that nobody typed in.</summary>
internal sealed class LeadAssignment(CrmDbContext db, IAgentDirectory agents)
{
    private const int MaxWords = 50;
    private static readonly char[] AroundReferences = ['.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '[', ']', '#', '*', '_'];

    /// <summary>A listing and whose it is.</summary>
    internal sealed record Listing(long Id, long? AgentId);

    /// <summary>The listing whose reference is, or stands in, <paramref name="text"/>.</summary>
    public async Task<Listing?> FindListingAsync(string? text, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        string[] words =
        [
            .. text.ToUpperInvariant()
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Take(MaxWords)
                .Select(w => w.Trim(AroundReferences).Replace("\0", "", StringComparison.Ordinal)),
        ];
        return await db.Properties.Where(p => words.Contains(p.Reference)).OrderBy(p => p.Id).Select(p => new Listing(p.Id, p.AgentId)).FirstOrDefaultAsync(ct);
    }

    /// <summary>The listing's own agent while they are active, else the one whose turn it is; nobody when no agent is active.</summary>
    public async Task<AgentInfo?> ChooseAsync(Listing? listing, CancellationToken ct)
    {
        var active = await agents.ActiveAsync(ct);
        if (active.Count == 0)
            return null;
        return active.FirstOrDefault(a => a.Id == listing?.AgentId) ?? await NextAsync(active, ct);
    }

    private async Task<AgentInfo> NextAsync(IReadOnlyList<AgentInfo> active, CancellationToken ct)
    {
        // Writing the row, even unchanged, holds it until the lead is committed: the next lead of this organization waits for its turn.
        var last = await db
            .Database.SqlQuery<long>(
                $"""
                insert into crm.lead_turns as turn (organization_id, last_agent_id) values ({db.TenantId}, 0)
                on conflict (organization_id) do update set last_agent_id = turn.last_agent_id
                returning last_agent_id as "Value"
                """
            )
            .ToListAsync(ct);
        var next = active.OrderBy(a => a.Id).FirstOrDefault(a => a.Id > last[0]) ?? active.MinBy(a => a.Id)!;
        await db.Database.ExecuteSqlAsync($"update crm.lead_turns set last_agent_id = {next.Id} where organization_id = {db.TenantId}", ct);
        return next;
    }
}
