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
        if (signals.Count == 0)
            return false;
        foreach (var listener in _listeners)
            listener.OnSignals(signals);
        Interlocked.Exchange(ref _position, signals[^1].Position);
        // What came meanwhile has raised a wake-up of its own.
        return signals.Count == ReadAtOnce;
    }
}
