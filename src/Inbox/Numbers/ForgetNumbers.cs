using Aldrava.Platform.Hosting;

namespace Aldrava.Inbox.Numbers;

/// <summary>Forgets what this node knows of the numbers when one was changed on another.</summary>
internal sealed class ForgetNumbers(NumberDirectory numbers, Wakeups wakeups) : BackgroundService
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = wakeups.Subscribe(NumberDirectory.Changed);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changed.WaitAsync(AtMost, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            numbers.ForgetAll();
        }
    }
}
