using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Platform.Events;

/// <summary>Forgets events after their retention, but never one that somebody still has to hear, and idempotency answers after 72 h.</summary>
internal sealed class PurgeEvents(NpgsqlDataSource dataSource, IOptions<EventOptions> options, TimeProvider clock, Wakeups wakeups, ILogger<PurgeEvents> logger)
    : PeriodicWorker(TimeSpan.FromMinutes(10), wakeups, logger)
{
    private const int AtOnce = 5000;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            with old as (
              select id from platform.events e where occurred_at < $1
                and not exists (select from platform.deliveries d where d.event_id = e.id) limit {AtOnce} for update skip locked),
            gone as (delete from platform.events e using old where e.id = old.id returning e.position),
            floor as (update platform.signal_log set floor = greatest(floor, coalesce((select max(position) from gone), 0))),
            answers as (delete from platform.idempotency where created_at < $1)
            select count(*) from gone
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - options.Value.Retention });
        var purged = (long)(await command.ExecuteScalarAsync(ct))!;
        if (purged > 0)
            Log.EventsPurged(logger, purged);
        return purged == AtOnce;
    }
}
