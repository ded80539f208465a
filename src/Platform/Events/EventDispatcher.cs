using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Platform.Events;

/// <summary>
/// Brings events to their subscribers: in order per key, exactly one effect. The handler's writes and the removal of the delivery are one transaction;
/// a failure undoes the writes, waits and tries again, and after the last attempt leaves a dead letter. Only the oldest pending delivery of a
/// (subscriber, key) can be claimed, so a poison event blocks its own key and nothing else, and only until it is a dead letter.
/// </summary>
internal sealed class EventDispatcher(
    IServiceScopeFactory scopes,
    EventRegistry registry,
    IOptions<EventOptions> options,
    TimeProvider clock,
    Wakeups wakeups,
    ILogger<EventDispatcher> logger
) : PeriodicWorker(options.Value.PollInterval, wakeups, logger, Topics.Deliveries, options.Value.Parallelism)
{
    private readonly EventOptions _options = options.Value;

    /// <summary>Delivers one event to one subscriber; false when nothing is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<DbSession>();
        await using var work = await session.BeginAsync(ct);
        if (await ClaimAsync(session, ct) is not { } delivery)
            return false;

        await session.Transaction!.SaveAsync("handler", ct);
        if (await TryHandleAsync(scope.ServiceProvider, delivery, ct) is { } failure)
        {
            ct.ThrowIfCancellationRequested();
            await session.Transaction!.RollbackAsync("handler", ct);
            session.ForgetAfterCommit();
            await PostponeAsync(session, delivery, failure, ct);
            await work.CommitAsync(ct);
        }
        else
        {
            await work.CommitWithAsync(Removal(delivery), ct);
        }
        return true;
    }

    private async Task<Exception?> TryHandleAsync(IServiceProvider services, Delivery delivery, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.HandlerTimeout);
        try
        {
            var subscription = registry.Find(delivery.Subscriber);
            services.GetRequiredService<Tenant>().Enter(delivery.OrganizationId);
            await subscription.HandleAsync(services, EventRegistry.Read(subscription, delivery.Payload), limit.Token);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async Task<Delivery?> ClaimAsync(DbSession session, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select event_id, subscriber, attempts, organization_id, payload, key, seq from platform.claim_delivery($1, $2)",
            session.Connection,
            session.Transaction
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = registry.Subscribers });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Delivery(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetInt32(2),
                reader.GetInt64(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetInt64(6)
            )
            : null;
    }

    private static NpgsqlBatchCommand Removal(Delivery delivery) =>
        new("delete from platform.deliveries where event_id = $1 and subscriber = $2")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = delivery.EventId },
                new NpgsqlParameter<string> { TypedValue = delivery.Subscriber },
            },
        };

    private async Task PostponeAsync(DbSession session, Delivery delivery, Exception failure, CancellationToken ct)
    {
        var attempts = delivery.Attempts + 1;
        var dead = attempts >= _options.MaxAttempts;
        var dueAt = clock.GetUtcNow() + _options.RetryAfter(attempts);
        await using var command = new NpgsqlCommand(
            "update platform.deliveries set attempts = $3, due_at = $4, state = $5, last_error = $6 where event_id = $1 and subscriber = $2",
            session.Connection,
            session.Transaction
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = delivery.EventId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = delivery.Subscriber });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = attempts });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = dueAt });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = dead ? "dead" : "pending" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Short(Redaction.Clean($"{failure.GetType().Name}: {failure.Message}")) });
        await command.ExecuteNonQueryAsync(ct);
        if (!dead)
            await HoldBackLaneAsync(session, delivery, dueAt, ct);
        if (dead)
            Log.DeadLetter(logger, failure, delivery.EventId, delivery.Subscriber, attempts);
        else
            Log.DeliveryFailed(logger, failure, delivery.EventId, delivery.Subscriber, attempts, dueAt);
    }

    // What stands behind a failed delivery cannot come before it; due later, it is in nobody's way who looks for work.
    private static async Task HoldBackLaneAsync(DbSession session, Delivery delivery, DateTimeOffset dueAt, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update platform.deliveries set due_at = $4 where subscriber = $1 and key = $2 and seq > $3 and state = 'pending' and due_at < $4",
            session.Connection,
            session.Transaction
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = delivery.Subscriber });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = delivery.Key });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = delivery.Seq });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = dueAt });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Short(string text) => text.Length <= 500 ? text : text[..500];

    private sealed record Delivery(Guid EventId, string Subscriber, int Attempts, long OrganizationId, string Payload, string Key, long Seq);
}
