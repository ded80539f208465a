using Aldrava.Accounts.Data;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Sessions;

/// <summary>Who signed in, and with what.</summary>
internal sealed record SignedIn(TokenPair Pair, Account Account);

/// <summary>What somebody says to sign in.</summary>
internal sealed record Credentials(string Email, string Password, string? DeviceName);

/// <summary>Signing in with a password: one way for every route.</summary>
internal sealed class SignIn(
    AccountsDbContext db,
    DbSession session,
    Tenant tenant,
    Passwords passwords,
    HashingGate gate,
    LoginThrottle throttle,
    SessionTokens tokens,
    TimeProvider clock,
    ILogger<SignIn> logger
)
{
    public async Task<Outcome<SignedIn>> TryAsync(Credentials credentials, SessionProfile profile, Origin origin, CancellationToken ct)
    {
        var email = User.NormaliseEmail(credentials.Email);
        var found = await FindAsync(email, origin.Address, ct);
        var buckets = LoginThrottle.ForSignIn(email, origin.Address, found?.KnownHere ?? false);
        var check = await CheckAsync(found?.Account.User, credentials.Password, buckets, ct);
        if (check.Error is { } refused)
            return refused;
        var account = found!.Account;
        if (!account.User.IsActive)
            return Errors.Auth.Inactive();
        if (!account.MayUse(profile))
            return Errors.Auth.NoAgent();
        return await OpenAsync(account, check.Value!, credentials.DeviceName, profile, origin, ct);
    }

    private async Task<Found?> FindAsync(string email, string? address, CancellationToken ct) =>
        await (
            from user in db.Users
            join organization in db.Organizations on user.OrganizationId equals organization.Id
            where user.Email == email
            select new Found(
                new Account(user, organization, db.Agents.Any(a => a.Id == user.AgentId && a.IsActive)),
                db.Sessions.Any(s => s.UserId == user.Id && s.IpAddress == address)
            )
        )
            .IgnoreQueryFilters()
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);

    /// <summary>The throttle is asked before the queue, so that refusals are quick, and again at the head of it, so that a burst gains nothing.</summary>
    private async Task<Outcome<PasswordHash>> CheckAsync(User? user, string password, IReadOnlyList<ThrottleBucket> buckets, CancellationToken ct)
    {
        if (await RefusalAsync(buckets, ct) is { } refusal)
            return refusal;
        using var turn = await gate.EnterAsync(ct);
        if (turn is null)
            return Errors.Auth.Busy();
        if (await RefusalAsync(buckets, ct) is { } lateRefusal)
            return lateRefusal;
        switch (passwords.Verify(user?.Id ?? 0, user?.PasswordHash, password))
        {
            case PasswordVerdict.Good:
                await throttle.SucceededAsync(buckets, ct);
                return new PasswordHash(user!.PasswordHash);
            case PasswordVerdict.GoodButOld:
                await throttle.SucceededAsync(buckets, ct);
                return new PasswordHash(passwords.Hash(password));
            default:
                // Counted even when the caller hung up, else hanging up would be free.
                await throttle.FailedAsync(buckets, CancellationToken.None);
                return Errors.Auth.BadCredentials();
        }
    }

    private async Task<Error?> RefusalAsync(IReadOnlyList<ThrottleBucket> buckets, CancellationToken ct)
    {
        if (await throttle.WaitAsync(buckets, ct) is not { } wait)
            return null;
        Log.SignInThrottled(logger);
        return Errors.Auth.TooManyAttempts(wait);
    }

    private async Task<Outcome<SignedIn>> OpenAsync(
        Account account,
        PasswordHash hash,
        string? deviceName,
        SessionProfile profile,
        Origin origin,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var user = account.User;
        tenant.Enter(user.OrganizationId);
        // The row stays locked until the commit: a deactivation, a new role or a new password either comes first and is seen here, or comes after and ends this session.
        var now = clock.GetUtcNow();
        var same = await db
            .Users.Where(u => u.Id == user.Id && u.IsActive && u.Stamp == user.Stamp && u.PasswordHash == user.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastLoginAt, now).SetProperty(u => u.PasswordHash, hash.Text), ct);
        if (same == 0)
            return Errors.Auth.BadCredentials();
        var pair = await tokens.OpenAsync(account, profile, deviceName, origin, ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        Log.SessionOpened(logger, pair.DeviceId, user.Id);
        return new SignedIn(pair, account);
    }

    private sealed record Found(Account Account, bool KnownHere);

    private sealed record PasswordHash(string Text);
}
