using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Users;

/// <summary>Lets only so many passwords be worked on at once, so that a flood of sign-ins leaves processors for everything else.</summary>
internal sealed class HashingGate(IOptions<AccountsOptions> options) : IDisposable
{
    private const int LongestQueue = 100;

    private readonly SemaphoreSlim _free = new(
        options.Value.HashingConcurrency > 0 ? options.Value.HashingConcurrency : Math.Max(1, Environment.ProcessorCount - 1)
    );
    private int _waiting;

    /// <summary>Waits for its turn; null when too many wait already. Dispose to let the next one in.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > LongestQueue)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        try
        {
            await _free.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        return new Turn(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
