using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Aldrava.Accounts.Sessions;

/// <summary>What failures are counted under.</summary>
/// <param name="Key">A hash: people type passwords into the wrong field.</param>
/// <param name="Free">How many failures cost nothing.</param>
/// <param name="ClearedBySuccess">Whether a good sign-in forgets them.</param>
internal sealed record ThrottleBucket(byte[] Key, int Free, bool ClearedBySuccess);

/// <summary>
/// Slows down guessing: after a few failures each further attempt waits twice as long as the one before, up to a minute. Counted per account and per
/// address; from an address the account was used from before it is counted apart, so that strangers cannot keep its owner out. Shared by all nodes.
/// </summary>
internal sealed class LoginThrottle(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const int FreeForAccount = 5;
    private const int FreeForAddress = 30;
    private const int FreeRegistrations = 100;
    private const int FreeInvitations = 50;
    private const int FreeResetsOfAccount = 3;
    private const int FreeResetsOfAddress = 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Failures this far apart have nothing to do with each other.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<ThrottleBucket> ForSignIn(string email, string? address, bool knownHere) =>
        knownHere
            ? [Bucket($"known:{email}|{address}", FreeForAccount, clearedBySuccess: true)]
            :
            [
                Bucket($"account:{email}", FreeForAccount, clearedBySuccess: true),
                Bucket($"address:{Network(address)}", FreeForAddress, clearedBySuccess: false),
            ];

    public static IReadOnlyList<ThrottleBucket> ForRegistration(string? address) =>
        [Bucket($"register:{Network(address)}", FreeRegistrations, clearedBySuccess: false)];

    public static IReadOnlyList<ThrottleBucket> ForInvitations(long organizationId) =>
        [Bucket($"invite:{organizationId}", FreeInvitations, clearedBySuccess: false)];

    public static IReadOnlyList<ThrottleBucket> ForPasswordChange(long userId) => [Bucket($"password:{userId}", FreeForAccount, clearedBySuccess: true)];

    public static (IReadOnlyList<ThrottleBucket> Account, IReadOnlyList<ThrottleBucket> Address) ForForgottenPassword(string email, string? address) =>
        (
            [Bucket($"forgot:{email}", FreeResetsOfAccount, clearedBySuccess: false)],
            [Bucket($"forgot-from:{Network(address)}", FreeResetsOfAddress, clearedBySuccess: false)]
        );

    /// <summary>How long to wait before the next attempt; null when none is needed.</summary>
    public async Task<TimeSpan?> WaitAsync(IReadOnlyList<ThrottleBucket> buckets, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var longest = TimeSpan.Zero;
        await using var command = dataSource.CreateCommand("select bucket, failures, last_failure_at from accounts.login_throttle where bucket = any($1)");
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. buckets.Select(b => b.Key)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = await reader.GetFieldValueAsync<byte[]>(0, ct);
            var last = await reader.GetFieldValueAsync<DateTimeOffset>(2, ct);
            var delay = Delay(reader.GetInt32(1), buckets.First(b => b.Key.AsSpan().SequenceEqual(key)).Free);
            // Another node's clock may be ahead: a failure "in the future" that costs nothing is still none.
            if (delay > TimeSpan.Zero && last + delay - now > longest)
                longest = last + delay - now;
        }
        return longest > TimeSpan.Zero ? longest : null;
    }

    /// <summary>Counts a failure.</summary>
    public async Task FailedAsync(IReadOnlyList<ThrottleBucket> buckets, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(
            """
            insert into accounts.login_throttle as t (bucket, failures, last_failure_at)
            select b, 1, $2 from unnest($1) b order by b
            on conflict (bucket) do update
              set failures = case when t.last_failure_at < $3 then 1 else least(t.failures + 1, 1000) end, last_failure_at = excluded.last_failure_at
            """
        );
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. buckets.Select(b => b.Key)] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now - Window });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets the failures before a good sign-in.</summary>
    public async Task SucceededAsync(IReadOnlyList<ThrottleBucket> buckets, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("delete from accounts.login_throttle where bucket = any($1)");
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. buckets.Where(b => b.ClearedBySuccess).Select(b => b.Key)] });
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static TimeSpan Delay(int failures, int free) =>
        failures < free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures - free), LongestWait.TotalSeconds));

    private static ThrottleBucket Bucket(string what, int free, bool clearedBySuccess) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(what)), free, clearedBySuccess);

    // Who has one IPv6 address usually has the whole /64.
    private static string Network(string? address) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8))
            : address ?? "unknown";
}
