namespace Aldrava.Accounts.Contracts;

/// <summary>Housekeeping of sessions, for the daily worker and the command line.</summary>
public interface ISessionMaintenance
{
    /// <summary>Forgets expired and revoked refresh tokens, sessions that ended long ago, old throttle state and outlived signing keys.</summary>
    /// <returns>How many refresh tokens and sessions were forgotten.</returns>
    Task<int> PurgeAsync(CancellationToken ct);

    /// <summary>Ends every session of one user.</summary>
    /// <returns>How many ended, or null when there is no such user.</returns>
    Task<int?> RevokeAllOfUserAsync(string email, CancellationToken ct);
}

/// <summary>Changes the key that access tokens are signed with, without signing anybody out.</summary>
public interface IKeyRotation
{
    /// <summary>Adds a key that signs as soon as every node knows it; older ones go on being accepted until their last token has expired.</summary>
    /// <returns>The new key's <c>kid</c>.</returns>
    Task<string> RotateAsync(CancellationToken ct);
}
