using System.Linq.Expressions;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

internal sealed class AgentDirectory(AccountsDbContext db) : IAgentDirectory
{
    private static readonly Expression<Func<Agent, AgentInfo>> Info = a => new AgentInfo(a.Id, a.OrganizationId, a.Name, a.Email, a.Phone, a.IsActive);

    /// <inheritdoc />
    public Task<AgentInfo?> FindAsync(long agentId, CancellationToken ct) => db.Agents.Where(a => a.Id == agentId).Select(Info).SingleOrDefaultAsync(ct);

    /// <inheritdoc />
    public async Task<IReadOnlyList<AgentInfo>> ActiveAsync(CancellationToken ct) =>
        // Nobody works behind the profile of somebody who was shut out.
        await db.Agents.Where(a => a.IsActive && !db.Users.Any(u => u.AgentId == a.Id && !u.IsActive)).OrderBy(a => a.Id).Select(Info).ToListAsync(ct);

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<long, string>> NamesAsync(IReadOnlyCollection<long> agentIds, CancellationToken ct)
    {
        long[] ids = [.. agentIds];
        return ids.Length == 0 ? new Dictionary<long, string>() : await db.Agents.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, ct);
    }
}
