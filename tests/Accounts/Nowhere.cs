using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>Where a secret must not be found.</summary>
internal static class Nowhere
{
    private static readonly string[] Tables =
    [
        "platform.events",
        "platform.deliveries",
        "accounts.audit_log",
        "accounts.invitations",
        "accounts.password_resets",
        "accounts.users",
    ];

    public static async Task ShouldStandAsync(AldravaApp app, string secret)
    {
        string.Join('\n', app.Logs.Lines).ShouldNotContain(secret);
        foreach (var table in Tables)
            (await app.ScalarAsync<long>($"select count(*) from {table} t where t::text like '%{secret}%'")).ShouldBe(0, table);
        (await app.ScalarAsync<long>($"select count(*) from platform.idempotency where convert_from(body, 'UTF8') like '%{secret}%'")).ShouldBe(0);
    }
}
