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

/// <summary>What an operator does about users when nobody can sign in to do it.</summary>
public interface IUserMaintenance
{
    /// <summary>Opens an account for an administrator, with a password that is made up and told once.</summary>
    /// <returns>The password, or why there is no account.</returns>
    Task<OperatorOutcome> CreateAdminAsync(NewAdmin admin, CancellationToken ct);

    /// <summary>Gives a user a password that is made up and told once, and ends all their sessions.</summary>
    /// <returns>The password, or why there is none.</returns>
    Task<OperatorOutcome> ResetPasswordAsync(string email, CancellationToken ct);
}

/// <summary>An administrator to be.</summary>
/// <param name="Email">Their address.</param>
/// <param name="FullName">Their name.</param>
/// <param name="Organization">The reference prefix of an organization that is there, or the name of a new one.</param>
/// <param name="Super">Whether they administer every organization.</param>
public sealed record NewAdmin(string Email, string FullName, string Organization, bool Super);

/// <summary>What came of it: one of the two.</summary>
/// <param name="Password">The password; it is stored as a hash only and cannot be shown again.</param>
/// <param name="Problem">Why it did not happen, for the operator.</param>
public sealed record OperatorOutcome(string? Password, string? Problem);
