namespace Aldrava.Inbox.Contracts;

/// <summary>Where conversations of the scope's organization can be handed to.</summary>
public interface ITeamDirectory
{
    /// <summary>Those of the given ids that are departments.</summary>
    Task<IReadOnlyList<Guid>> DepartmentsAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Those of the given ids that are queues.</summary>
    Task<IReadOnlyList<Guid>> QueuesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);
}
