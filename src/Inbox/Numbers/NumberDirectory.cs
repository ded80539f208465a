using System.Collections.Concurrent;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Security;
using Npgsql;

namespace Aldrava.Inbox.Numbers;

/// <summary>What the intake and the sender need to know of a number, secrets opened.</summary>
internal sealed record KnownNumber(
    Guid Id,
    long OrganizationId,
    string PhoneNumberId,
    string? BusinessAccountId,
    string? AccessToken,
    string? AppSecret,
    bool IsActive
)
{
    // A record prints its members; this one must not print secrets.
    public override string ToString() => $"{nameof(KnownNumber)} {Id}";
}

/// <summary>The numbers of all organizations, kept in memory for a few seconds: a webhook costs no query for them.</summary>
internal sealed class NumberDirectory(NpgsqlDataSource dataSource, SecretBox secrets, Wakeups wakeups, TimeProvider clock) : IDisposable
{
    internal const string Changed = "numbers";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, (KnownNumber Number, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async ValueTask<KnownNumber?> FindAsync(string phoneNumberId, CancellationToken ct)
    {
        if (Remembered(phoneNumberId) is { } number)
            return number;
        await LearnAsync([phoneNumberId], ct);
        return Remembered(phoneNumberId);
    }

    /// <summary>Those of <paramref name="phoneNumberIds"/> that are ours and in use. At most one query, however many a body names.</summary>
    public async ValueTask<IReadOnlyDictionary<string, KnownNumber>> FindActiveAsync(IEnumerable<string> phoneNumberIds, CancellationToken ct)
    {
        var wanted = phoneNumberIds.ToList();
        await LearnAsync(wanted, ct);
        return wanted.Select(Remembered).OfType<KnownNumber>().Where(n => n.IsActive).ToDictionary(n => n.PhoneNumberId, StringComparer.Ordinal);
    }

    /// <summary>The numbers in use of these accounts at Meta: for news that concern no single number, which are rare.</summary>
    public async ValueTask<ILookup<string, KnownNumber>> FindActiveOfAccountsAsync(IEnumerable<string> businessAccountIds, CancellationToken ct)
    {
        string[] wanted = [.. businessAccountIds];
        if (wanted.Length == 0)
            return Enumerable.Empty<KnownNumber>().ToLookup(n => "");
        var numbers = await QueryAsync("business_account_id = any($1) and is_active", wanted, ct);
        return numbers.ToLookup(n => n.BusinessAccountId!, StringComparer.Ordinal);
    }

    /// <summary>A number changed: the next question is the database's to answer, on every node.</summary>
    public void Forget(params ReadOnlySpan<string> phoneNumberIds)
    {
        foreach (var id in phoneNumberIds)
            _known.TryRemove(id, out _);
        wakeups.RaiseElsewhere(Changed);
    }

    /// <summary>Forgets all, for somebody changed one on another node.</summary>
    internal void ForgetAll() => _known.Clear();

    public void Dispose() => _reading.Dispose();

    /// <summary>Whether any number's verify token is this one.</summary>
    public async Task<IReadOnlyList<string>> VerifyTokensAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select verify_token from inbox.numbers where verify_token is not null and is_active");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tokens = new List<string>();
        while (await reader.ReadAsync(ct))
            tokens.Add(secrets.Open(reader.GetString(0)));
        return tokens;
    }

    // One at a time: of a burst that finds the memory stale, one request asks the database and the others find the answer.
    private async ValueTask LearnAsync(List<string> phoneNumberIds, CancellationToken ct)
    {
        if (phoneNumberIds.TrueForAll(id => Remembered(id) is not null))
            return;
        await _reading.WaitAsync(ct);
        try
        {
            var unknown = phoneNumberIds.FindAll(id => Remembered(id) is null);
            if (unknown.Count > 0)
                await ReadAsync([.. unknown], ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    private KnownNumber? Remembered(string phoneNumberId) =>
        _known.TryGetValue(phoneNumberId, out var known) && clock.GetUtcNow() - known.At < Freshness ? known.Number : null;

    // Anybody can name any id: only real ones are remembered.
    private async Task ReadAsync(string[] phoneNumberIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var number in await QueryAsync("phone_number_id = any($1)", phoneNumberIds, ct))
            _known[number.PhoneNumberId] = (number, now);
    }

    private async Task<List<KnownNumber>> QueryAsync(string condition, string[] ids, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"select id, organization_id, phone_number_id, business_account_id, access_token, app_secret, is_active from inbox.numbers where {condition}"
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var numbers = new List<KnownNumber>();
        while (await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            string? Secret(int column) => Text(column) is { } sealedText ? secrets.Open(sealedText) : null;
            numbers.Add(new(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2), Text(3), Secret(4), Secret(5), reader.GetBoolean(6)));
        }
        return numbers;
    }
}
