using System.Diagnostics;

namespace Aldrava.Flows.Runs;

/// <summary>Measures what each node of a turn took, from the end of the one before.</summary>
internal sealed class Lap
{
    private long _since = Stopwatch.GetTimestamp();

    public int NextMs()
    {
        var took = Stopwatch.GetElapsedTime(_since);
        _since = Stopwatch.GetTimestamp();
        return (int)Math.Clamp(took.TotalMilliseconds, 0, int.MaxValue);
    }
}
