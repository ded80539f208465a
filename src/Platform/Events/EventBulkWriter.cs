using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Platform.Events;

/// <summary>Writes many events in two statements, for intakes that commit what several requests brought in one transaction.</summary>
public sealed class EventBulkWriter(EventPublisher publisher)
{
    /// <summary>Writes the events into an open transaction, in order. Returns what to do once it is committed.</summary>
    public async Task<Action> WriteAsync(IReadOnlyList<DomainEvent> events, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var outbox = publisher.Prepare(events);
        await WriteEventsAsync([.. outbox.Rows.OfType<StoredEvent>()], connection, transaction, ct);
        await WriteDeliveriesAsync([.. outbox.Rows.OfType<PendingDelivery>()], connection, transaction, ct);
        return outbox.Announce;
    }

    private static async Task WriteEventsAsync(StoredEvent[] events, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        if (Array.Exists(events, e => e.Audience is not null))
            throw new NotSupportedException("Events that devices hear are not written in bulk.");
        await using var insert = new NpgsqlCommand(
            """
            insert into platform.events (id, organization_id, type, key, payload, occurred_at)
            select id, organization_id, type, key, payload, occurred_at
            from unnest($1, $2, $3, $4, $5::json[], $6) with ordinality as e (id, organization_id, type, key, payload, occurred_at, nth) order by nth
            """,
            connection,
            transaction
        );
        Add(insert, events.Select(e => e.Id), NpgsqlDbType.Uuid);
        Add(insert, events.Select(e => e.OrganizationId), NpgsqlDbType.Bigint);
        Add(insert, events.Select(e => e.Type), NpgsqlDbType.Text);
        Add(insert, events.Select(e => e.Key), NpgsqlDbType.Text);
        Add(insert, events.Select(e => e.Payload), NpgsqlDbType.Text);
        Add(insert, events.Select(e => e.OccurredAt), NpgsqlDbType.TimestampTz);
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static async Task WriteDeliveriesAsync(
        PendingDelivery[] deliveries,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken ct
    )
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into platform.deliveries (event_id, subscriber, key, due_at)
            select event_id, subscriber, key, due_at
            from unnest($1, $2, $3, $4) with ordinality as d (event_id, subscriber, key, due_at, nth) order by nth
            """,
            connection,
            transaction
        );
        Add(insert, deliveries.Select(d => d.EventId), NpgsqlDbType.Uuid);
        Add(insert, deliveries.Select(d => d.Subscriber), NpgsqlDbType.Text);
        Add(insert, deliveries.Select(d => d.Key), NpgsqlDbType.Text);
        Add(insert, deliveries.Select(d => d.DueAt), NpgsqlDbType.TimestampTz);
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static void Add<T>(NpgsqlCommand command, IEnumerable<T> values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
