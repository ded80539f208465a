using Npgsql;

namespace Aldrava.Platform.Events;

/// <summary>A delivery that failed for the last time.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Subscriber">Who could not handle it.</param>
/// <param name="Type">The event's stored name.</param>
/// <param name="Key">Its key.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">What the last attempt said.</param>
/// <param name="OccurredAt">When the event happened.</param>
public sealed record DeadLetter(
    Guid EventId,
    string Subscriber,
    string Type,
    string Key,
    long OrganizationId,
    int Attempts,
    string? LastError,
    DateTimeOffset OccurredAt
);

/// <summary>What could not be delivered: to be seen and tried again by an operator.</summary>
public sealed class DeadLetters(NpgsqlDataSource dataSource, Hosting.Wakeups wakeups, TimeProvider clock)
{
    /// <summary>The oldest dead letters, up to <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            select d.event_id, d.subscriber, e.type, d.key, e.organization_id, d.attempts, d.last_error, e.occurred_at
            from platform.deliveries d join platform.events e on e.id = d.event_id
            where d.state = 'dead' order by d.seq limit $1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(ct))
        {
            letters.Add(
                new DeadLetter(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetInt64(4),
                    reader.GetInt32(5),
                    await reader.IsDBNullAsync(6, ct) ? null : reader.GetString(6),
                    await reader.GetFieldValueAsync<DateTimeOffset>(7, ct)
                )
            );
        }
        return letters;
    }

    /// <summary>Tries dead letters again from the first attempt: one event's, or all. Returns how many.</summary>
    public async Task<int> RetryAsync(Guid? eventId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "update platform.deliveries set state = 'pending', attempts = 0, due_at = $1 where state = 'dead' and ($2::uuid is null or event_id = $2)"
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)eventId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        var retried = await command.ExecuteNonQueryAsync(ct);
        wakeups.Raise(Hosting.Topics.Deliveries);
        return retried;
    }
}
