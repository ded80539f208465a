using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Accounts.Tokens;

/// <summary>The keys one node knows at one time.</summary>
internal sealed class RingKeys(IEnumerable<SigningKey> keys)
{
    /// <summary>The one that signs latest first.</summary>
    public IReadOnlyList<SigningKey> All { get; } = [.. keys.OrderByDescending(k => k.SignsFrom).ThenBy(k => k.Kid, StringComparer.Ordinal)];

    /// <summary>Whether it has the same keys, of the same secrets.</summary>
    public bool IsSameAs(RingKeys other) => All.Count == other.All.Count && All.Zip(other.All).All(pair => pair.First.IsSameAs(pair.Second));

    public SigningKey? Find(string kid) => All.FirstOrDefault(k => k.Kid == kid);

    public SigningKey SignsAt(DateTimeOffset now) => All.FirstOrDefault(k => k.SignsFrom <= now) ?? All[^1];
}

/// <summary>
/// The signing keys: rows of the database, and the secret of the environment, which stands there by its kid only. The newest one signs, all verify.
/// </summary>
internal sealed class KeyRing(NpgsqlDataSource dataSource, IOptions<AccountsOptions> options, Wakeups wakeups, TimeProvider clock) : IKeyRotation
{
    internal const string Topic = "signing_keys";

    /// <summary>A fixed name, so that nodes which start together on an empty ring make one key, not two.</summary>
    private const string FirstKid = "first";

    /// <summary>Longer than nodes need to hear of a new key.</summary>
    private static readonly TimeSpan Spreading = TimeSpan.FromSeconds(30);

    private volatile RingKeys? _keys;

    public RingKeys Keys => _keys ?? throw new InvalidOperationException("The signing keys were not loaded yet.");

    /// <summary>At start: makes what is missing of the ring, then reads it.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (OwnSecret() is { } own)
            await InsertAsync(SigningKey.KidOf(own), secret: null, now, now, onlyWhenEmpty: false, ct);
        else
            await InsertAsync(FirstKid, RandomNumberGenerator.GetBytes(48), now, now, onlyWhenEmpty: true, ct);
        await ReadAsync(ct);
    }

    /// <summary>Reads the ring.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var fromEnvironment = options
            .Value.PreviousSecrets()
            .Select(Encoding.UTF8.GetBytes)
            .Concat(OwnSecret() is { } own ? [own] : [])
            .DistinctBy(SigningKey.KidOf)
            .ToDictionary(SigningKey.KidOf);
        var read = new RingKeys(await RowsAsync(fromEnvironment, ct));
        // The same keys stay the same ring: what was verified with it needs no second look.
        if (_keys?.IsSameAs(read) != true)
            _keys = read;
    }

    /// <inheritdoc />
    public async Task<string> RotateAsync(CancellationToken ct)
    {
        var (kid, now) = (NewKid(), clock.GetUtcNow());
        await InsertAsync(kid, RandomNumberGenerator.GetBytes(48), now, now + Spreading, onlyWhenEmpty: false, ct);
        wakeups.Raise(Topic);
        return kid;
    }

    private byte[]? OwnSecret() => options.Value.JwtSecretKey is { Length: > 0 } secret ? Encoding.UTF8.GetBytes(secret) : null;

    private static string NewKid() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));

    private async Task InsertAsync(string kid, byte[]? secret, DateTimeOffset createdAt, DateTimeOffset signsFrom, bool onlyWhenEmpty, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into accounts.signing_keys (kid, secret, created_at, signs_from)
            select $1, $2, $3, $4
            where not $5 or not exists (select from accounts.signing_keys where secret is not null)
            on conflict (kid) do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kid });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)secret ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = createdAt });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = signsFrom });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = onlyWhenEmpty });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<SigningKey>> RowsAsync(Dictionary<string, byte[]> fromEnvironment, CancellationToken ct)
    {
        var keys = new List<SigningKey>();
        await using var command = dataSource.CreateCommand("select kid, secret, signs_from from accounts.signing_keys");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var kid = reader.GetString(0);
            var secret = await reader.IsDBNullAsync(1, ct) ? fromEnvironment.GetValueOrDefault(kid) : await reader.GetFieldValueAsync<byte[]>(1, ct);
            if (secret is not null)
                keys.Add(new SigningKey(kid, secret, await reader.GetFieldValueAsync<DateTimeOffset>(2, ct)));
        }
        // A former secret that never signed on this database is accepted all the same.
        keys.AddRange(fromEnvironment.Where(e => keys.All(k => k.Kid != e.Key)).Select(e => new SigningKey(e.Key, e.Value, DateTimeOffset.MinValue)));
        return keys;
    }
}

/// <summary>Learns of keys that other nodes added.</summary>
internal sealed class KeyRingRefresh(KeyRing ring, Wakeups wakeups, ILogger<KeyRingRefresh> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(10), wakeups, logger, KeyRing.Topic)
{
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await ring.ReadAsync(ct);
        return false;
    }
}
