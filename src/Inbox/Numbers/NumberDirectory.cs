using System.Collections.Concurrent;
using Aldrava.Platform.Security;
using Npgsql;

namespace Aldrava.Inbox.Numbers;

/// <summary>What the intake and the sender need to know of a number, secrets opened.</summary>
internal sealed record KnownNumber(Guid Id, long OrganizationId, string PhoneNumberId, string? BusinessAccountId, string? AccessToken, string? AppSecret, bool IsActive);

/// <summary>The numbers of all organizations, kept in memory for a few seconds: a webhook costs no query for them.</summary>
internal sealed class NumberDirectory(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (KnownNumber? Number, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async ValueTask<KnownNumber?> FindAsync(string phoneNumberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(phoneNumberId, out var known) && now - known.At < Freshness)
            return known.Number;
        var number = await ReadAsync(phoneNumberId, ct);
        // Anybody can name any id: only real ones are remembered.
        if (number is not null)
            _known[phoneNumberId] = (number, now);
        return number;
    }

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

    private async Task<KnownNumber?> ReadAsync(string phoneNumberId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "select id, organization_id, business_account_id, access_token, app_secret, is_active from inbox.numbers where phone_number_id = $1"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = phoneNumberId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        string? Secret(int column) => Text(column) is { } sealedText ? secrets.Open(sealedText) : null;
        return new KnownNumber(reader.GetGuid(0), reader.GetInt64(1), phoneNumberId, Text(2), Secret(3), Secret(4), reader.GetBoolean(5));
    }
}
