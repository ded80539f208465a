using Npgsql;

namespace Aldrava.Platform.Events;

/// <summary>An event as devices hear it.</summary>
/// <param name="Position">Its place in the order all devices share; their <c>last_event_id</c>.</param>
/// <param name="Audience">Whose devices.</param>
/// <param name="Type">Its name on the wire.</param>
/// <param name="Data">Its data, JSON.</param>
/// <param name="OccurredAt">When.</param>
public sealed record PlacedSignal(long Position, IReadOnlyList<string> Audience, string Type, string Data, DateTimeOffset OccurredAt);

/// <summary>
/// The signals in commit order. Ids given before a commit may become visible out of order, so a position is given after it, under one row lock:
/// whoever has read up to a position has read everything that will ever be before it.
/// </summary>
public sealed class SignalLog(NpgsqlDataSource dataSource)
{
    private const int PlaceAtOnce = 1000;

    /// <summary>Gives positions to what was committed since. Any node may call it at any time.</summary>
    public async Task PlaceAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using (
            var anything = new NpgsqlCommand("select exists (select from platform.events where audience is not null and position is null)", connection)
        )
        {
            if (await anything.ExecuteScalarAsync(ct) is not true)
                return;
        }
        // One transaction; each statement sees what was committed before it, so the second knows what another node placed while this one waited.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select last from platform.signal_log for update"),
                new NpgsqlBatchCommand(
                    $"""
                    with fresh as (
                      select id, row_number() over (order by seq) as nth from platform.events
                      where audience is not null and position is null order by seq limit {PlaceAtOnce}),
                    placed as (
                      update platform.events e set position = l.last + fresh.nth
                      from fresh, platform.signal_log l where e.id = fresh.id returning 1)
                    update platform.signal_log set last = last + (select count(*) from placed)
                    """
                ),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The last position given, and the highest that was purged.</summary>
    public async Task<(long Last, long Floor)> BoundsAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select last, floor from platform.signal_log");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The next signals after a position, for everybody or for some audiences only.</summary>
    public async Task<IReadOnlyList<PlacedSignal>> ReadAsync(long after, int limit, IReadOnlyList<string>? audiences, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select position, audience, signal_type, signal_data, occurred_at from platform.events
            where position > $1 {(audiences is null ? "" : "and audience && $3")} order by position limit $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (audiences is not null)
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. audiences] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var signals = new List<PlacedSignal>();
        while (await reader.ReadAsync(ct))
        {
            signals.Add(
                new PlacedSignal(
                    reader.GetInt64(0),
                    await reader.GetFieldValueAsync<string[]>(1, ct),
                    reader.GetString(2),
                    reader.GetString(3),
                    await reader.GetFieldValueAsync<DateTimeOffset>(4, ct)
                )
            );
        }
        return signals;
    }
}
