using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Platform.Events;

/// <summary>
/// Inserts events for devices with their place in the order, as the last thing of a transaction: from the first of them to the commit nobody else can
/// give places, so the order is still that of the commits.
/// </summary>
internal static class PlacedEvents
{
    private const string Insert = """
        with place as (update platform.signal_log set last = last + 1 returning last)
        insert into platform.events (id, organization_id, type, key, payload, occurred_at, audience, signal_type, signal_data, position)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, last from place returning position
        """;

    /// <summary>Answers with one row: the position.</summary>
    public static NpgsqlBatchCommand CommandFor(StoredEvent stored) =>
        new(Insert)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = stored.Id },
                new NpgsqlParameter<long> { TypedValue = stored.OrganizationId },
                new NpgsqlParameter<string> { TypedValue = stored.Type, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = stored.Key, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = stored.Payload, NpgsqlDbType = NpgsqlDbType.Json },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = stored.OccurredAt },
                new NpgsqlParameter<string[]> { TypedValue = stored.Audience },
                new NpgsqlParameter<string> { TypedValue = stored.SignalType, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = stored.SignalData, NpgsqlDbType = NpgsqlDbType.Json },
            },
        };

    /// <summary>Reads the positions of events that were inserted in this order.</summary>
    public static async Task<IReadOnlyList<PlacedSignal>> ReadAsync(NpgsqlDataReader reader, IReadOnlyList<StoredEvent> inserted, CancellationToken ct)
    {
        var signals = new List<PlacedSignal>(inserted.Count);
        foreach (var stored in inserted)
        {
            if (!await reader.ReadAsync(ct))
                throw new DataException("platform.signal_log has lost its row.");
            signals.Add(new PlacedSignal(reader.GetInt64(0), stored.Audience!, stored.SignalType!, stored.SignalData!, stored.OccurredAt));
            await reader.NextResultAsync(ct);
        }
        return signals;
    }
}
