using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Platform.Events;

/// <summary>Writes many events in two statements, for intakes that commit what several requests brought in one go.</summary>
public sealed class EventBulkWriter(EventPublisher publisher)
{
    /// <summary>Adds what writes the events, in order, to a batch. Returns what to do once it is committed.</summary>
    public Action AddTo(NpgsqlBatch batch, IReadOnlyList<DomainEvent> events)
    {
        var outbox = publisher.Prepare(events);
        batch.BatchCommands.Add(Insert([.. outbox.Rows.OfType<StoredEvent>()]));
        batch.BatchCommands.Add(Insert([.. outbox.Rows.OfType<PendingDelivery>()]));
        return outbox.Announce;
    }

    private static NpgsqlBatchCommand Insert(StoredEvent[] events)
    {
        if (Array.Exists(events, e => e.Audience is not null))
            throw new NotSupportedException("Events that devices hear are not written in bulk.");
        return new(
            """
            insert into platform.events (id, organization_id, type, key, payload, occurred_at)
            select id, organization_id, type, key, payload, occurred_at
            from unnest($1, $2, $3, $4, $5::json[], $6) with ordinality as e (id, organization_id, type, key, payload, occurred_at, nth) order by nth
            """
        )
        {
            Parameters =
            {
                Column(events.Select(e => e.Id), NpgsqlDbType.Uuid),
                Column(events.Select(e => e.OrganizationId), NpgsqlDbType.Bigint),
                Column(events.Select(e => e.Type), NpgsqlDbType.Text),
                Column(events.Select(e => e.Key), NpgsqlDbType.Text),
                Column(events.Select(e => e.Payload), NpgsqlDbType.Text),
                Column(events.Select(e => e.OccurredAt), NpgsqlDbType.TimestampTz),
            },
        };
    }

    private static NpgsqlBatchCommand Insert(PendingDelivery[] deliveries) =>
        new(
            """
            insert into platform.deliveries (event_id, subscriber, key, due_at)
            select event_id, subscriber, key, due_at
            from unnest($1, $2, $3, $4) with ordinality as d (event_id, subscriber, key, due_at, nth) order by nth
            """
        )
        {
            Parameters =
            {
                Column(deliveries.Select(d => d.EventId), NpgsqlDbType.Uuid),
                Column(deliveries.Select(d => d.Subscriber), NpgsqlDbType.Text),
                Column(deliveries.Select(d => d.Key), NpgsqlDbType.Text),
                Column(deliveries.Select(d => d.DueAt), NpgsqlDbType.TimestampTz),
            },
        };

    private static NpgsqlParameter Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
