using Aldrava.Platform.Hosting;
using Npgsql;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Forgets the raw bodies and kept updates: they hold personal data, and Meta repeats nothing for longer than a week.</summary>
internal sealed class PurgeWebhooks(NpgsqlDataSource dataSource, TimeProvider clock, Wakeups wakeups, ILogger<PurgeWebhooks> logger)
    : PeriodicWorker(TimeSpan.FromHours(1), wakeups, logger)
{
    private const int AtOnce = 2000;
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            with bodies as (delete from inbox.webhooks where id in (select id from inbox.webhooks where received_at < $1 limit {AtOnce}) returning 1),
            updates as (delete from inbox.updates where id in (select id from inbox.updates where received_at < $1 limit {AtOnce}) returning 1)
            select greatest((select count(*) from bodies), (select count(*) from updates))
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - Retention });
        return await command.ExecuteScalarAsync(ct) is long purged && purged == AtOnce;
    }
}
