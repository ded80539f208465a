using System.Text.Json;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Sessions;

/// <summary>Which sessions of a user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Only">This one alone.</param>
/// <param name="Except">All but this one.</param>
internal sealed record SessionsOf(long UserId, long? Only = null, long? Except = null);

/// <summary>The one place where sessions end early: at once on this node, within a second on the others.</summary>
internal sealed class SessionEnder(
    AccountsDbContext db,
    DbSession session,
    RevokedSessions revoked,
    Wakeups wakeups,
    TimeProvider clock,
    ILogger<SessionEnder> logger
)
{
    /// <summary>Ends those that are still open; joins the transaction that is under way.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAsync(SessionsOf which, SessionEnd why, long? byUserId, Origin? origin, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString());
        var ended = await EndRowsAsync(which, reason, now, ct);
        foreach (var id in ended)
        {
            db.Publish(new SessionRevoked(db.TenantId, which.UserId, id, reason));
            await db.AddAsync(AuditEntry.Of(db.TenantId, byUserId, "session.ended", $"session:{id}", origin, now, new { why = reason }), ct);
        }
        await db.SaveChangesAsync(ct);
        if (ended.Count > 0)
        {
            session.AfterCommit(() =>
            {
                revoked.Add([.. ended.Select(id => (id, now))]);
                wakeups.Raise(Topics.Sessions);
            });
            Log.SessionsEnded(logger, ended.Count, which.UserId, reason);
        }
        await work.CommitAsync(ct);
        return ended.Count;
    }

    // Locked in the order of their ids, so that two of these at once wait for each other instead of dying of it.
    private Task<List<long>> EndRowsAsync(SessionsOf which, string reason, DateTimeOffset now, CancellationToken ct) =>
        db
            .Database.SqlQuery<long>(
                $"""
                update accounts.sessions set revoked_at = {now}, revoked_why = {reason}, revoked_in = pg_current_xact_id()
                where id in (
                  select id from accounts.sessions
                  where organization_id = {db.TenantId} and user_id = {which.UserId} and revoked_at is null and expires_at > {now}
                    and ({which.Only}::bigint is null or id = {which.Only}::bigint) and ({which.Except}::bigint is null or id <> {which.Except}::bigint)
                  order by id for update)
                returning id as "Value"
                """
            )
            .ToListAsync(ct);
}
