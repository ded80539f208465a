using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Aldrava.Accounts.Sessions;

/// <inheritdoc cref="ISessionMaintenance" />
internal sealed class SessionMaintenance(
    NpgsqlDataSource dataSource,
    AccountsDbContext db,
    SessionEnder sessions,
    Tenant tenant,
    TimeProvider clock,
    ILogger<SessionMaintenance> logger
) : ISessionMaintenance
{
    /// <summary>Ended sessions stay this long: they tell which addresses an account was used from.</summary>
    private static readonly TimeSpan EndedSessionsKept = TimeSpan.FromDays(30);

    /// <inheritdoc />
    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var tokens = await ExecuteAsync(
            """
            delete from accounts.refresh_tokens t using accounts.sessions s
            where s.id = t.session_id and s.organization_id = t.organization_id and (t.expires_at < $1 or s.revoked_at < $1)
            """,
            now,
            ct
        );
        var ended = await ExecuteAsync("delete from accounts.sessions where least(revoked_at, expires_at) < $1", now - EndedSessionsKept, ct);
        await ExecuteAsync("delete from accounts.password_resets where expires_at < $1", now, ct);
        await ExecuteAsync("delete from accounts.login_throttle where last_failure_at < $1", now.AddDays(-1), ct);
        // A key is of use until the last token it signed has expired: as long after the next key took over as a token may live.
        await ExecuteAsync(
            """
            delete from accounts.signing_keys k
            where k.secret is not null and exists (select from accounts.signing_keys n where n.signs_from > k.signs_from and n.signs_from < $1)
            """,
            now - AccountsOptions.LongestAccess - TimeSpan.FromDays(1),
            ct
        );
        Log.Purged(logger, tokens + ended);
        return tokens + ended;
    }

    /// <inheritdoc />
    public async Task<int?> RevokeAllOfUserAsync(string email, CancellationToken ct)
    {
        var wanted = User.NormaliseEmail(email);
        var user = await db.Users.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(u => u.Email == wanted, ct);
        if (user is null)
            return null;
        tenant.Enter(user.OrganizationId);
        return await sessions.EndAsync(new SessionsOf(user.Id), SessionEnd.Operator, byUserId: null, origin: null, ct);
    }

    private async Task<int> ExecuteAsync(string sql, DateTimeOffset before, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
        return await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>Purges every night at three, on whichever node comes first.</summary>
internal sealed class PurgeSessions(
    NpgsqlDataSource dataSource,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    Wakeups wakeups,
    ILogger<PurgeSessions> logger
) : PeriodicWorker(TimeSpan.FromMinutes(1), wakeups, logger)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById(Organizations.Organization.DefaultTimeZone);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(3);

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var night = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime - Hour);
        if (!await ClaimAsync(night, ct))
            return false;
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISessionMaintenance>().PurgeAsync(ct);
        return false;
    }

    private async Task<bool> ClaimAsync(DateOnly night, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into accounts.chores as c (name, done_on) values ('purge_sessions', $1)
            on conflict (name) do update set done_on = excluded.done_on where c.done_on < excluded.done_on
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = night });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
