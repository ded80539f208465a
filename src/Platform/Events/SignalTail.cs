using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;

namespace Aldrava.Platform.Events;

/// <summary>Hears every signal of every node, in order; the realtime gateway is one.</summary>
public interface ISignalListener
{
    /// <summary>Called with what is new, in order; must not block: it queues.</summary>
    void OnSignals(IReadOnlyList<PlacedSignal> signals);
}

/// <summary>Follows the signal log and tells the listeners of this node.</summary>
public sealed class SignalTail(
    SignalLog log,
    IEnumerable<ISignalListener> listeners,
    IOptions<EventOptions> options,
    Wakeups wakeups,
    ILogger<SignalTail> logger
) : PeriodicWorker(options.Value.PollInterval, wakeups, logger, Topics.Signals)
{
    private const int ReadAtOnce = 500;
    private readonly Lock _lock = new();
    private readonly ISignalListener[] _listeners = [.. listeners];
    private long _position = -1;

    /// <summary>How far this node has told its listeners.</summary>
    public long Position => Math.Max(0, Interlocked.Read(ref _position));

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request is taken: a device that connects is told a position that is really followed from.
        Interlocked.Exchange(ref _position, (await log.BoundsAsync(cancellationToken)).Last);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var signals = await log.PlaceAndReadAsync(Position, ReadAtOnce, ct);
        lock (_lock)
            Tell(signals);
        // What came meanwhile has raised a wake-up of its own.
        return signals.Count == ReadAtOnce;
    }

    /// <summary>
    /// Tells the listeners what a writer has just committed with positions in a row, which spares a wake-up and a look at the log. False when something
    /// before them is still to be read, or a listener failed: then the writer wakes the tail.
    /// </summary>
    internal bool TryTell(IReadOnlyList<PlacedSignal> signals)
    {
        if (signals.Count == 0)
            return true;
        try
        {
            lock (_lock)
            {
                if (signals[0].Position > Position + 1)
                    return false;
                Tell(signals);
                return true;
            }
        }
        catch (Exception failure)
        {
            // The write stands all the same.
            Log.WorkerFailed(logger, failure, nameof(SignalTail));
            return false;
        }
    }

    // Listeners pass over what they have heard: two may bring the same, and each brings all that follows on where the tail was when it read.
    private void Tell(IReadOnlyList<PlacedSignal> signals)
    {
        if (signals.Count == 0 || signals[^1].Position <= Position)
            return;
        foreach (var listener in _listeners)
            listener.OnSignals(signals);
        Interlocked.Exchange(ref _position, signals[^1].Position);
    }
}
