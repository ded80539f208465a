using Aldrava.Platform.Events;
using Microsoft.Extensions.Options;

namespace Aldrava.Realtime.Gateway;

/// <summary>Reads the signal log for devices that were away; only so many at a time, however many come back at once.</summary>
internal sealed class ReplayLog(SignalLog log, IOptions<RealtimeOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(options.Value.ReplaysAtOnce);

    /// <summary>How many signals a page holds.</summary>
    public int Page => options.Value.ReplayPage;

    /// <summary>Whether everything after a position is still there (and the position ever was).</summary>
    public async Task<bool> HasAllAfterAsync(long position, CancellationToken ct)
    {
        var (last, floor) = await InTurnAsync(() => log.BoundsAsync(ct), ct);
        return position >= floor && position <= last;
    }

    public Task<IReadOnlyList<PlacedSignal>> ReadAsync(long after, IReadOnlyList<string> audiences, CancellationToken ct) =>
        InTurnAsync(() => log.ReadAsync(after, Page, audiences, ct), ct);

    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<Task<T>> read, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await read();
        }
        finally
        {
            _turns.Release();
        }
    }
}
