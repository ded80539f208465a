using System.Threading.Channels;

namespace Aldrava.Platform.Data;

/// <summary>
/// Commits together what arrives together: while one commit is under way the next items gather, so that a burst of a thousand costs a few dozen commits,
/// not a thousand. Nothing waits for company: an item that comes alone is written at once.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
public abstract class GroupWriter<T> : BackgroundService
{
    private const int AtOnce = 100;
    private const int Waiting = 10_000;

    // An item that comes alone is sent off by the thread that brings it.
    private readonly Channel<Waiter> _queue = Channel.CreateBounded<Waiter>(
        new BoundedChannelOptions(Waiting) { SingleReader = true, AllowSynchronousContinuations = true }
    );

    /// <summary>Writes items in one transaction; throws when nothing was written.</summary>
    protected abstract Task WriteAsync(IReadOnlyList<T> items, CancellationToken ct);

    /// <summary>Whether each item may be written by itself after this failure of all; only when writing one twice does no harm, or when nothing was written.</summary>
    protected virtual bool MayTryAlone(Exception failure) => true;

    /// <summary>Returns once the item is on disk; throws what kept it from being written.</summary>
    protected async Task AddAsync(T item, CancellationToken ct)
    {
        var waiter = new Waiter(item);
        await _queue.Writer.WriteAsync(waiter, ct);
        await waiter.Written.Task.WaitAsync(ct);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiter>(AtOnce);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < AtOnce && _queue.Reader.TryRead(out var waiter))
                    batch.Add(waiter);
                await CommitAsync(batch, stoppingToken);
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
            foreach (var waiter in batch)
                waiter.Written.TrySetCanceled(CancellationToken.None);
            while (_queue.Reader.TryRead(out var waiter))
                waiter.Written.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task CommitAsync(List<Waiter> batch, CancellationToken ct)
    {
        try
        {
            await WriteAsync([.. batch.Select(w => w.Item)], ct);
            foreach (var waiter in batch)
                waiter.Written.TrySetResult();
        }
        catch (Exception failure) when (batch.Count > 1 && MayTryAlone(failure) && !ct.IsCancellationRequested)
        {
            // One of them may be the cause: each for itself, so that the others are written.
            foreach (var waiter in batch)
                await CommitAsync([waiter], ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The requests answer for it, with 503 or 500.
            foreach (var waiter in batch)
                waiter.Written.TrySetException(failure);
        }
    }

    private sealed record Waiter(T Item)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
