namespace Aldrava.Platform.Hosting;

/// <summary>
/// A thin loop around <see cref="RunOnceAsync"/>: again at once while there is work, else at the next wake-up of <paramref name="topic"/> or after
/// <paramref name="period"/>. A failure is logged and the loop goes on. <paramref name="loops"/> of them run side by side.
/// </summary>
public abstract class PeriodicWorker(TimeSpan period, Wakeups wakeups, ILogger logger, string topic = "", int loops = 1) : BackgroundService
{
    /// <summary>Does what there is to do; true when there may be more right away. Safe on any number of nodes; tested directly.</summary>
    public abstract Task<bool> RunOnceAsync(CancellationToken ct);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, loops).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var wake = wakeups.Subscribe(topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryRunAsync(stoppingToken))
                await wake.WaitAsync(period, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken ct)
    {
        try
        {
            return await RunOnceAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            Log.WorkerFailed(logger, failure, GetType().Name);
            return false;
        }
    }
}
