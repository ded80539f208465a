using Aldrava.Accounts.Users;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>Hashes a password somebody chose, in its turn.</summary>
internal sealed class NewPassword(Passwords passwords, HashingGate gate)
{
    /// <summary>The hash; null when too many wait already.</summary>
    public async Task<string?> HashAsync(string password, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        return turn is null ? null : passwords.Hash(password);
    }

    /// <summary>Whether it is the user's; null when too many wait already.</summary>
    public async Task<bool?> IsAsync(User user, string password, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        return turn is null ? null : passwords.Verify(user.Id, user.PasswordHash, password) != PasswordVerdict.Wrong;
    }
}
