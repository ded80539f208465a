using Npgsql;

namespace Aldrava.Platform.Hosting;

/// <summary>Carries wake-ups between nodes over PostgreSQL's NOTIFY: the topic's name only, never data, never inside a business transaction.</summary>
internal sealed class WakeupRelay(NpgsqlDataSource dataSource, Wakeups wakeups, ILogger<WakeupRelay> logger) : BackgroundService
{
    private const string Channel = "aldrava";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private int _sender;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(KeepAsync(ListenAsync, stoppingToken), KeepAsync(SendAsync, stoppingToken));

    private async Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
                when (failure is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException or OperationCanceledException)
            {
                Log.WakeupsInterrupted(logger, failure);
                await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, notification) =>
        {
            // What this node raised has woken its own workers already.
            if (notification.PID != Volatile.Read(ref _sender))
                wakeups.WakeLocally(notification.Payload);
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        // Whatever was raised while nobody listened is caught up now.
        wakeups.WakeAllLocally();
        while (!ct.IsCancellationRequested)
            await connection.WaitAsync(ct);
    }

    private async Task SendAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        Volatile.Write(ref _sender, connection.ProcessID);
        // A notification is not kept over a crash anyhow: nobody has to wait for the disk.
        await using (var quick = new NpgsqlCommand("set synchronous_commit = off", connection))
            await quick.ExecuteNonQueryAsync(ct);
        while (!ct.IsCancellationRequested)
        {
            var topics = await wakeups.TakeOutgoingAsync(ct);
            if (topics.Count == 0)
                continue;
            await using var command = new NpgsqlCommand($"select pg_notify('{Channel}', topic) from unnest($1) topic", connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. topics] });
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
