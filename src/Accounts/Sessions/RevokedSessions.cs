using System.Collections.Concurrent;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Accounts.Sessions;

/// <summary>Every session that was ended while an access token of it may still be good, in memory; kept up to date from the database.</summary>
internal sealed class RevokedSessions(NpgsqlDataSource dataSource, TimeProvider clock) : ISessionRevocations
{
    private readonly ConcurrentDictionary<long, DateTimeOffset> _revoked = new();
    private readonly Lock _gate = new();
    private Action<IReadOnlyList<long>>? _listeners;
    private ulong? _readUpTo;
    private DateTimeOffset _prunedAt;

    /// <inheritdoc />
    public bool IsRevoked(long sessionId) => _revoked.ContainsKey(sessionId);

    /// <inheritdoc />
    public IDisposable Subscribe(Action<IReadOnlyList<long>> onRevoked)
    {
        lock (_gate)
            _listeners += onRevoked;
        return new Listening(() =>
        {
            lock (_gate)
                _listeners -= onRevoked;
        });
    }

    /// <summary>Takes in what was ended, here (after the commit) or elsewhere, and tells who listens what is new.</summary>
    public void Add(IReadOnlyCollection<(long SessionId, DateTimeOffset RevokedAt)> ended)
    {
        long[] news = [.. ended.Where(e => _revoked.TryAdd(e.SessionId, e.RevokedAt)).Select(e => e.SessionId)];
        if (news.Length > 0)
            _listeners?.Invoke(news);
    }

    /// <summary>Reads what was ended since the last time; at first, all that still matters. One caller at a time.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        // Asked for first: a transaction that ends a session after this snapshot has this number or a later one, so the next read finds it.
        var horizon = await HorizonAsync(ct);
        await using var command = _readUpTo is { } from ? SinceTransaction(from) : SinceTime(clock.GetUtcNow() - AccountsOptions.LongestAccess);
        Add(await RowsAsync(command, ct));
        _readUpTo = horizon;
        Prune();
    }

    private async Task<ulong> HorizonAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select pg_snapshot_xmin(pg_current_snapshot())");
        return (ulong)(await command.ExecuteScalarAsync(ct))!;
    }

    private NpgsqlCommand SinceTransaction(ulong transaction)
    {
        // The time keeps out rows of a restored database, whose transaction numbers mean nothing here.
        var command = dataSource.CreateCommand("select id, revoked_at from accounts.sessions where revoked_in >= $1 and revoked_at >= $2");
        command.Parameters.Add(new NpgsqlParameter { Value = transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - AccountsOptions.LongestAccess });
        return command;
    }

    private NpgsqlCommand SinceTime(DateTimeOffset time)
    {
        var command = dataSource.CreateCommand("select id, revoked_at from accounts.sessions where revoked_at >= $1");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time });
        return command;
    }

    private static async Task<List<(long, DateTimeOffset)>> RowsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = new List<(long, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetInt64(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, ct)));
        return rows;
    }

    private void Prune()
    {
        var now = clock.GetUtcNow();
        if (now - _prunedAt < TimeSpan.FromHours(1))
            return;
        _prunedAt = now;
        foreach (var (session, revokedAt) in _revoked)
        {
            if (now - revokedAt > AccountsOptions.LongestAccess + TimeSpan.FromHours(1))
                _revoked.TryRemove(session, out _);
        }
    }

    private sealed class Listening(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}

/// <summary>Hears of sessions ended on other nodes: woken by them, and looking twice a second in case a wake-up was lost.</summary>
internal sealed class RevocationWatch(RevokedSessions revoked, Wakeups wakeups, ILogger<RevocationWatch> logger)
    : PeriodicWorker(TimeSpan.FromMilliseconds(500), wakeups, logger, Topics.Sessions)
{
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await revoked.ReadAsync(ct);
        return false;
    }
}
