using System.Collections.Concurrent;
using Aldrava.Platform.Hosting;
using Npgsql;

namespace Aldrava.Accounts.Sessions;

/// <summary>When each session was last used, gathered in memory: a request costs no round trip for it.</summary>
internal sealed class SessionUse(TimeProvider clock)
{
    private ConcurrentDictionary<long, DateTimeOffset> _used = new();

    public void Note(long sessionId) => _used[sessionId] = clock.GetUtcNow();

    /// <summary>What was gathered since the last time.</summary>
    public IReadOnlyCollection<KeyValuePair<long, DateTimeOffset>> Take() =>
        _used.IsEmpty ? [] : [.. Interlocked.Exchange(ref _used, new ConcurrentDictionary<long, DateTimeOffset>())];
}

/// <summary>Writes down once a minute when sessions were used, all of them in one statement. What a crash loses is a minute of it.</summary>
internal sealed class WriteSessionUse(SessionUse use, NpgsqlDataSource dataSource, Wakeups wakeups, ILogger<WriteSessionUse> logger)
    : PeriodicWorker(TimeSpan.FromMinutes(1), wakeups, logger)
{
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var used = use.Take();
        if (used.Count == 0)
            return false;
        // A row that somebody changes right now is left out: a refresh or an end is newer than this.
        await using var command = dataSource.CreateCommand(
            """
            with free as (
              select id from accounts.sessions where id = any($1) and revoked_at is null order by id for no key update skip locked)
            update accounts.sessions s set last_used_at = used.at
            from free join unnest($1, $2) as used (id, at) using (id)
            where s.id = free.id and s.last_used_at < used.at
            """
        );
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. used.Select(u => u.Key)] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. used.Select(u => u.Value)] });
        await command.ExecuteNonQueryAsync(ct);
        return false;
    }
}
