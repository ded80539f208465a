namespace Aldrava.Accounts.Contracts;

/// <summary>Somebody of an organization.</summary>
/// <param name="Id">The user.</param>
/// <param name="Name">What they are called.</param>
/// <param name="AgentId">Their agent profile, if they have one.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="CanWork">Whether they are active and may write: viewers may not.</param>
public sealed record UserInfo(long Id, string Name, long? AgentId, bool IsActive, bool CanWork);

/// <summary>The users of the scope's organization.</summary>
public interface IUserDirectory
{
    /// <summary>Those of the given ids that the organization has, by id.</summary>
    Task<IReadOnlyList<UserInfo>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct);

    /// <summary>Whose profile that is, or null.</summary>
    Task<UserInfo?> FindByAgentAsync(long agentId, CancellationToken ct);

    /// <summary>Everybody who answers customers: active agents and administrators, by id.</summary>
    Task<IReadOnlyList<UserInfo>> StaffAsync(CancellationToken ct);
}
