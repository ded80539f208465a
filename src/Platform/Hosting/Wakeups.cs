using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Aldrava.Platform.Hosting;

/// <summary>Names of what workers wait for.</summary>
public static class Topics
{
    /// <summary>Events wait for subscribers.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Events wait for devices.</summary>
    public const string Signals = "signals";

    /// <summary>Sessions were revoked.</summary>
    public const string Sessions = "sessions";

    /// <summary>Messages wait to be sent.</summary>
    public const string Outgoing = "outgoing";
}

/// <summary>
/// Tells workers, here and on the other nodes, that there is something to do, after the commit and coalesced: many raises while one notification is
/// under way are one more. A wake-up is a hint; workers also look by themselves.
/// </summary>
public sealed class Wakeups
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Channel<bool>, bool>> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _outgoing = new(StringComparer.Ordinal);
    private readonly AsyncLocal<string?> _looking = new();
    private readonly Channel<bool> _send = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes who waits for <paramref name="topic"/>, on every node.</summary>
    public void Raise(string topic)
    {
        // Who raises while working on it looks again anyhow.
        if (_looking.Value != topic)
            WakeLocally(topic);
        RaiseElsewhere(topic);
    }

    /// <summary>From here until it is disposed the caller works on <paramref name="topic"/> and will look again when it found something.</summary>
    internal IDisposable Looking(string topic)
    {
        _looking.Value = topic;
        return new Done(_looking);
    }

    /// <summary>Wakes who waits for <paramref name="topic"/> on the other nodes: here it is done.</summary>
    public void RaiseElsewhere(string topic)
    {
        _outgoing[topic] = true;
        _send.Writer.TryWrite(true);
    }

    /// <summary>Waits for <paramref name="topic"/> from now on.</summary>
    public Subscription Subscribe(string topic)
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var group = _waiting.GetOrAdd(topic, static _ => new());
        group[signal] = true;
        return new Subscription(signal, () => group.TryRemove(signal, out _));
    }

    internal void WakeLocally(string topic)
    {
        if (!_waiting.TryGetValue(topic, out var group))
            return;
        foreach (var signal in group.Keys)
            signal.Writer.TryWrite(true);
    }

    internal void WakeAllLocally()
    {
        foreach (var topic in _waiting.Keys)
            WakeLocally(topic);
    }

    internal async Task<IReadOnlyList<string>> TakeOutgoingAsync(CancellationToken ct)
    {
        await _send.Reader.ReadAsync(ct);
        return [.. _outgoing.Keys.Where(topic => _outgoing.TryRemove(topic, out _))];
    }

    private sealed class Done(AsyncLocal<string?> looking) : IDisposable
    {
        public void Dispose() => looking.Value = null;
    }

    /// <summary>A place in the queue of a topic; raises while nobody waits are remembered as one.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly Channel<bool> _signal;
        private readonly Action _leave;

        internal Subscription(Channel<bool> signal, Action leave) => (_signal, _leave) = (signal, leave);

        /// <summary>Wakes one more of those who wait here.</summary>
        internal void Pass() => _signal.Writer.TryWrite(true);

        /// <summary>Returns at the next raise, or after <paramref name="atMost"/>.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(atMost);
            try
            {
                await _signal.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Time is up: the worker looks by itself.
            }
        }

        /// <inheritdoc />
        public void Dispose() => _leave();
    }
}
