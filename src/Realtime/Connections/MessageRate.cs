namespace Aldrava.Realtime.Connections;

/// <summary>A bucket of messages a device may send: full at first, refilled evenly. For one caller.</summary>
internal sealed class MessageRate(int perSecond, int burst, TimeProvider clock)
{
    private double _left = burst;
    private long _since = clock.GetTimestamp();

    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(burst, _left + (clock.GetElapsedTime(_since, now).TotalSeconds * perSecond));
        _since = now;
        if (_left < 1)
            return false;
        _left--;
        return true;
    }
}
