namespace Aldrava.Accounts.Contracts;

/// <summary>An agent's profile: who customers, leads and visits are given to.</summary>
/// <param name="Id">The agent.</param>
/// <param name="OrganizationId">Their organization.</param>
/// <param name="Name">As customers see it.</param>
/// <param name="Email">Where to write to them.</param>
/// <param name="Phone">Where to call them.</param>
/// <param name="IsActive">Whether they are given new work.</param>
public sealed record AgentInfo(long Id, long OrganizationId, string Name, string? Email, string? Phone, bool IsActive);

/// <summary>The agents of the scope's organization.</summary>
public interface IAgentDirectory
{
    /// <summary>One agent, or null when the organization has none of that id.</summary>
    Task<AgentInfo?> FindAsync(long agentId, CancellationToken ct);

    /// <summary>Who is given work, by id.</summary>
    Task<IReadOnlyList<AgentInfo>> ActiveAsync(CancellationToken ct);

    /// <summary>Names for showing; ids the organization does not know are left out.</summary>
    Task<IReadOnlyDictionary<long, string>> NamesAsync(IReadOnlyCollection<long> agentIds, CancellationToken ct);
}
