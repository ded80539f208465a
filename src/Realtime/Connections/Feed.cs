using Aldrava.Platform.Events;

namespace Aldrava.Realtime.Connections;

/// <summary>Reads the signals after a position that concern one device, at most a page of them.</summary>
internal delegate Task<IReadOnlyList<PlacedSignal>> ReadSignals(long after);

/// <summary>
/// What one device hears, in order and without a gap: live signals as the gateway offers them, or, while it catches up, what the log holds. While it
/// catches up nothing is kept in memory: a live signal only moves the goal. It goes live once a page that was asked for after the last goal came back
/// short: positions are given in commit order, so everything up to the goal has then been read.
/// </summary>
internal sealed class Feed(SendQueue queue)
{
    private readonly Lock _lock = new();
    private long _told;
    private long _goal;
    private bool _catchingUp;

    /// <summary>Begins at a position: everything after it is offered live.</summary>
    public void Begin(long position)
    {
        lock (_lock)
            _told = position;
    }

    /// <summary>Goes back (or ahead, where another node was further than this one) to what the device had last; false when it is catching up already.</summary>
    public bool TryRewind(long lastHeard)
    {
        lock (_lock)
        {
            if (_catchingUp)
                return false;
            (_catchingUp, _goal, _told) = (true, _told, lastHeard);
            return true;
        }
    }

    /// <summary>Takes a live signal; what was told before is dropped. False when the device reads too slowly.</summary>
    public bool Offer(long position, ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_catchingUp)
            {
                _goal = Math.Max(_goal, position);
                return true;
            }
            if (position <= _told)
                return true;
            _told = position;
            return queue.TryAdd(message);
        }
    }

    /// <summary>
    /// Sends what was missed and goes live, with <paramref name="upToDate"/>'s message in between. Returns how many signals were sent; stops early when
    /// the connection ends.
    /// </summary>
    public async Task<int> CatchUpAsync(ReadSignals read, int page, Func<long, ReadOnlyMemory<byte>> upToDate)
    {
        var sent = 0;
        while (true)
        {
            var (after, goal) = Progress();
            var signals = await read(after);
            foreach (var signal in signals)
            {
                if (!await queue.AddWhenRoomAsync(Frames.Event(signal)))
                    return sent;
                sent++;
                Told(signal.Position);
            }
            if (signals.Count < page && TryGoLive(goal, upToDate))
                return sent;
        }
    }

    private (long After, long Goal) Progress()
    {
        lock (_lock)
            return (_told, _goal);
    }

    private void Told(long position)
    {
        lock (_lock)
            _told = position;
    }

    private bool TryGoLive(long goal, Func<long, ReadOnlyMemory<byte>> upToDate)
    {
        lock (_lock)
        {
            if (_goal != goal)
                return false;
            _catchingUp = false;
            _told = Math.Max(_told, goal);
            // The queue may be full of what was replayed: a device that has no room for this notice does not need it.
            queue.TryAdd(upToDate(_told));
            return true;
        }
    }
}
