using Aldrava.Platform.Security;
using Aldrava.Platform.Text;
using Npgsql;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A number as the stand-in for Meta has it on record.</summary>
internal sealed record SandboxNumber(
    string PhoneNumberId,
    long OrganizationId,
    string? BusinessAccountId,
    string Display,
    string AppSecret,
    string? AccessToken
)
{
    internal string? Digits => PhoneNumbers.Normalise(Display);

    internal SandboxWebhooks Webhooks => new(BusinessAccountId ?? DemoNumber.BusinessAccountId, PhoneNumberId, Digits ?? Display, AppSecret);

    // A record prints its members; this one must not print secrets.
    public override string ToString() => $"{nameof(SandboxNumber)} {PhoneNumberId}";
}

/// <summary>The number of the demo data (contract, sandbox.md).</summary>
internal static class DemoNumber
{
    internal const string PhoneNumberId = "100000000000001";
    internal const string BusinessAccountId = "200000000000001";
    internal const string Display = "+351 210 000 001";
    internal const string AccessToken = "sandbox-access-token";
    internal static readonly Guid ChatbotId = new("0199a000-0000-7000-8000-000000000001");
}

/// <summary>The active numbers, read anew each time: somebody who tries things out changes them.</summary>
internal sealed class SandboxNumbers(NpgsqlDataSource dataSource, SecretBox secrets, InboxOptions options)
{
    private const string Select =
        "select phone_number_id, organization_id, business_account_id, display_phone_number, app_secret, access_token from inbox.numbers where is_active";

    internal async Task<SandboxNumber?> FindAsync(string phoneNumberId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"{Select} and phone_number_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = phoneNumberId });
        return await ReadAsync(command, ct) is [var number] ? number : null;
    }

    internal async Task<IReadOnlyList<SandboxNumber>> ListAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"{Select} order by created_at, phone_number_id");
        return await ReadAsync(command, ct);
    }

    private async Task<IReadOnlyList<SandboxNumber>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var numbers = new List<SandboxNumber>();
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        string? Secret(int column) => Text(column) is { } sealedText ? secrets.Open(sealedText) : null;
        while (await reader.ReadAsync(ct))
        {
            var appSecret = Secret(4) ?? options.AppSecret ?? InboxOptions.DevelopmentAppSecret;
            numbers.Add(new(reader.GetString(0), reader.GetInt64(1), Text(2), reader.GetString(3), appSecret, Secret(5)));
        }
        return numbers;
    }
}
