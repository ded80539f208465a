using System.Threading.Channels;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What is to be told about one message, in this order: each webhook, and the tick that the phone shows once it is told.</summary>
internal sealed record Callback(string Wamid, params IReadOnlyList<(string Status, SignedWebhook Webhook)> Steps);

/// <summary>Tells the business what became of messages, in the background: in order for each message, tried again when it is not answered 200.</summary>
internal sealed class SandboxCallbacks(WebhookPoster poster, SandboxStore store, TimeProvider clock, ILogger<SandboxCallbacks> logger) : BackgroundService
{
    private const int SideBySide = 4;
    private const int Waiting = 20_000;
    private const int Attempts = 7;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Callback> _queue = Channel.CreateBounded<Callback>(Waiting);

    /// <summary>Waits while the queue is full: then whoever sends is slowed down, as by a busy Meta.</summary>
    internal ValueTask AddAsync(Callback callback, CancellationToken ct) => _queue.Writer.WriteAsync(callback, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken ct)
    {
        await foreach (var callback in _queue.Reader.ReadAllAsync(ct))
        {
            try
            {
                foreach (var (status, webhook) in callback.Steps)
                    await TellAsync(callback.Wamid, status, webhook, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                Log.CallbackFailed(logger, failure);
            }
        }
    }

    private async Task TellAsync(string wamid, string status, SignedWebhook webhook, CancellationToken ct)
    {
        var told = await poster.PostAsync(webhook, ct);
        for (var attempt = 1; !told && attempt < Attempts; attempt++)
        {
            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), clock, ct);
            told = await poster.PostAsync(webhook, ct);
        }
        if (!told)
            Log.CallbackGivenUp(logger, Attempts);
        await store.AdvanceAsync(wamid, status, ct);
    }
}
