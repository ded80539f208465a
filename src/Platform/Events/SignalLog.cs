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
    private const string Place = "select platform.place_signals(1000)";

    /// <summary>Gives positions to what was committed since, whichever node committed it, and reads what follows a position, in one round trip.</summary>
    public async Task<IReadOnlyList<PlacedSignal>> PlaceAndReadAsync(long after, int limit, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Place));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Next(whose: "")) { Parameters = { Value(after), Value(limit) } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await SignalsAsync(reader, ct);
    }

    /// <summary>The last position given, and the highest that was purged.</summary>
    public async Task<(long Last, long Floor)> BoundsAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select last, floor from platform.signal_log");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The next signals after a position for some audiences.</summary>
    public async Task<IReadOnlyList<PlacedSignal>> ReadAsync(long after, int limit, IReadOnlyList<string> audiences, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Next("and audience && $3"));
        command.Parameters.Add(Value(after));
        command.Parameters.Add(Value(limit));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. audiences] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await SignalsAsync(reader, ct);
    }

    private static string Next(string whose) =>
        $"select position, audience, signal_type, signal_data, occurred_at from platform.events where position > $1 {whose} order by position limit $2";

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static async Task<List<PlacedSignal>> SignalsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
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
