using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Sessions;

/// <summary>
/// Exchanges a refresh token for a new pair. A session counts generations: the token of the current one moves it on, in one conditional update; the one
/// before is forgiven for a moment, since phones lose answers and tabs race, for as long as nobody has used its successor (that would be another
/// generation); anything older means that two have the token, and the session ends.
/// </summary>
internal sealed class RotateTokens(
    AccountsDbContext db,
    DbSession session,
    Tenant tenant,
    SessionTokens tokens,
    SessionEnder sessions,
    IOptions<AccountsOptions> options,
    TimeProvider clock,
    ILogger<RotateTokens> logger
)
{
    public async Task<Outcome<TokenPair>> RotateAsync(string refreshToken, Origin origin, CancellationToken ct)
    {
        if (await FindAsync(SessionTokens.HashOf(refreshToken), ct) is not { } found)
            return CommonErrors.Token.Invalid();
        tenant.Enter(found.Session.OrganizationId);
        await using var work = await session.BeginAsync(ct);
        var outcome = await DecideAsync(found, origin, ct);
        await work.CommitAsync(ct);
        return outcome;
    }

    private async Task<Found?> FindAsync(byte[] hash, CancellationToken ct) =>
        await (
            from token in db.RefreshTokens
            join open in db.Sessions on token.SessionId equals open.Id
            join user in db.Users on open.UserId equals user.Id
            join organization in db.Organizations on user.OrganizationId equals organization.Id
            where token.Hash == hash
            select new Found(token, open, new Account(user, organization, db.Agents.Any(a => a.Id == user.AgentId && a.IsActive)))
        )
            .IgnoreQueryFilters()
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);

    private async Task<Outcome<TokenPair>> DecideAsync(Found found, Origin origin, CancellationToken ct)
    {
        var (token, seen, account) = found;
        if (seen.RevokedAt is not null)
            return CommonErrors.Session.Revoked();
        if (token.ExpiresAt <= clock.GetUtcNow())
            return CommonErrors.Token.Expired();
        if (!account.MayUse(seen.Profile))
        {
            await sessions.EndAsync(new SessionsOf(seen.UserId, Only: seen.Id), SessionEnd.UserChanged, byUserId: null, origin, ct);
            return CommonErrors.Session.Revoked();
        }
        var until = tokens.RefreshUntil(seen);
        if (await MoveOnAsync(token, until, origin, ct))
            return await IssueAsync(found, token.Generation + 1, until, ct);

        // Somebody was faster, or worse. The row is locked from here on.
        var current = await LockAsync(seen.Id, ct);
        if (current.RevokedAt is not null)
            return CommonErrors.Session.Revoked();
        if (current.ExpiresAt <= clock.GetUtcNow())
            return CommonErrors.Token.Expired();
        return IsForgiven(token, current) ? await IssueAsync(found, current.Generation, current.ExpiresAt, ct) : await EndAsync(found, origin, ct);
    }

    private async Task<bool> MoveOnAsync(RefreshToken token, DateTimeOffset until, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var moved = await db
            .Sessions.Where(s => s.Id == token.SessionId && s.Generation == token.Generation && s.RevokedAt == null && s.ExpiresAt > now)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(s => s.Generation, token.Generation + 1)
                        .SetProperty(s => s.GenerationSince, now)
                        .SetProperty(s => s.LastUsedAt, now)
                        .SetProperty(s => s.ExpiresAt, until)
                        .SetProperty(s => s.IpAddress, origin.Address),
                ct
            );
        return moved == 1;
    }

    private async Task<Session> LockAsync(long sessionId, CancellationToken ct) =>
        (await db.Sessions.FromSql($"select * from accounts.sessions where id = {sessionId} for update").IgnoreQueryFilters().AsNoTracking().ToListAsync(ct))[
            0
        ];

    private bool IsForgiven(RefreshToken token, Session current) =>
        token.Generation == current.Generation - 1 && clock.GetUtcNow() - current.GenerationSince <= options.Value.Grace;

    private async Task<Outcome<TokenPair>> IssueAsync(Found found, int generation, DateTimeOffset until, CancellationToken ct)
    {
        var pair = await tokens.IssueAsync(found.Account, found.Session, generation, until, ct);
        await db.SaveChangesAsync(ct);
        return pair;
    }

    private async Task<Outcome<TokenPair>> EndAsync(Found found, Origin origin, CancellationToken ct)
    {
        var (_, stolen, _) = found;
        var now = clock.GetUtcNow();
        if (await sessions.EndAsync(new SessionsOf(stolen.UserId, Only: stolen.Id), SessionEnd.TokenReused, byUserId: null, origin, ct) > 0)
        {
            Log.TokenReused(logger, stolen.Id, stolen.UserId);
            db.Publish(new SecurityAlert(stolen.OrganizationId, stolen.UserId, "refresh_token_reused", stolen.Id, stolen.DeviceName, origin.Address, now));
            await db.AddAsync(AuditEntry.Of(stolen.OrganizationId, stolen.UserId, "session.token_reused", $"session:{stolen.Id}", origin, now), ct);
            await db.SaveChangesAsync(ct);
        }
        return CommonErrors.Session.Revoked();
    }

    private sealed record Found(RefreshToken Token, Session Session, Account Account);
}
