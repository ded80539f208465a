using System.Diagnostics;

namespace Aldrava.Tests.Support;

/// <summary>Waits for what happens in the background, with a deadline.</summary>
public static class Eventually
{
    // Only a test that fails waits so long; a busy machine is no failure.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(15);

    /// <summary>Looks until <paramref name="condition"/> holds; fails the test when it does not within the deadline.</summary>
    public static Task BecomesTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null) =>
        GetAsync(async () => await condition() ? "yes" : null, what, within);

    /// <summary>Looks until a condition that costs no waiting holds.</summary>
    public static Task BecomesTrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), what, within);

    /// <summary>Looks until there is something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> look, string what, TimeSpan? within = null)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Step);
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(started) > (within ?? Patience))
                throw new TimeoutException($"Did not happen in time: {what}");
            await ticks.WaitForNextTickAsync();
        }
    }
}
