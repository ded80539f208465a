namespace Aldrava.Platform.Hosting;

/// <summary>
/// A thin loop around <see cref="RunOnceAsync"/>: again at once while there is work, else at the next wake-up of <paramref name="topic"/> or after
/// <paramref name="period"/>. A failure is logged and the loop goes on. Up to <paramref name="loops"/> of them run side by side: a wake-up wakes one, and
/// one that finds work again and again wakes another, so that a single piece of work is not looked for by all.
/// </summary>
public abstract class PeriodicWorker(TimeSpan period, Wakeups wakeups, ILogger logger, string topic = "", int loops = 1) : BackgroundService
{
    /// <summary>Does what there is to do; true when there may be more right away. Safe on any number of nodes; tested directly.</summary>
    public abstract Task<bool> RunOnceAsync(CancellationToken ct);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = wakeups.Subscribe(topic);
        await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => LoopAsync(wake, stoppingToken)));
    }

    private async Task LoopAsync(Wakeups.Subscription wake, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var found = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            using (wakeups.Looking(topic))
                found = await TryRunAsync(stoppingToken) ? found + 1 : 0;
            if (found == 0)
                await wake.WaitAsync(period, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else if (found > 1)
                wake.Pass();
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
