using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Tokens;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Aldrava.Tests.Accounts;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("JWT_SECRET_KEY", "too short")]
    [InlineData("JWT_PREVIOUS_SECRET_KEYS", "too short")]
    [InlineData("ACCESS_TOKEN_EXPIRE_MINUTES", "0")]
    [InlineData("REFRESH_TOKEN_EXPIRE_DAYS", "400")]
    [InlineData("TRUSTED_PROXIES", "everybody")]
    public async Task The_server_does_not_start_with_a_setting_that_makes_no_sense(string name, string value)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => AldravaApp.StartAsync(new() { [name] = value }));
        failure.Message.ShouldNotContain("test-secret");
    }

    [Fact]
    public async Task Without_a_configured_secret_all_nodes_share_one_that_was_made()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["JWT_SECRET_KEY"] = "" }, demo: true);
        await using var node = await app.StartNodeAsync(new() { ["JWT_SECRET_KEY"] = "" });
        using var device = await Device.SignInAsync(app);
        using var there = new TestClient(node, device.AccessToken);

        (await there.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await app.ScalarAsync<long>("select count(*) from accounts.signing_keys where secret is not null")).ShouldBe(1);
    }

    [Fact]
    public async Task A_configured_secret_is_not_stored_and_can_be_replaced_without_signing_anybody_out()
    {
        const string former = "the-former-secret-of-more-than-thirty-two-bytes";
        const string next = "the-next-secret-also-of-more-than-thirty-two-bytes";
        await using var app = await AldravaApp.StartAsync(new() { ["JWT_SECRET_KEY"] = former }, demo: true);
        using var device = await Device.SignInAsync(app);
        await using var node = await app.StartNodeAsync(new() { ["JWT_SECRET_KEY"] = next, ["JWT_PREVIOUS_SECRET_KEYS"] = $"{former} " });
        await using var strict = await app.StartNodeAsync(new() { ["JWT_SECRET_KEY"] = next });
        using var there = new TestClient(node, device.AccessToken);
        using var elsewhere = new TestClient(strict, device.AccessToken);

        (await there.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await elsewhere.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.invalid");
        (await app.ScalarAsync<long>("select count(*) from accounts.signing_keys where secret is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task A_rotated_key_signs_once_all_nodes_know_it()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await using var node = await app.StartNodeAsync();
        using var before = await Device.SignInAsync(app);

        var kid = await app.Services.GetRequiredService<IKeyRotation>().RotateAsync(CancellationToken.None);

        foreach (var each in new[] { app, node })
            await Eventually.BecomesTrueAsync(
                () => Task.FromResult(each.Services.GetRequiredService<KeyRing>().Keys.Find(kid) is not null),
                "the key is known"
            );
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        using var after = await Device.SignInAsync(app);
        HeaderOf(after.AccessToken).ShouldContain(kid);
        foreach (var token in new[] { before.AccessToken, after.AccessToken })
        {
            using var there = new TestClient(node, token);
            (await there.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("10.0.0.0/8", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.9")]
    [InlineData("127.0.0.0/8, 198.51.100.0/24", "203.0.113.9")]
    public async Task A_forwarded_address_is_believed_from_configured_proxies_only(string proxies, string expected)
    {
        await using var app = await AldravaApp.StartAsync(new() { ["TRUSTED_PROXIES"] = proxies }, demo: true);
        using var anonymous = app.Anonymous();

        (
            await anonymous.PostAsync(
                "/auth/mobile/login",
                new { email = Device.Joao, password = Device.Password },
                ("X-Forwarded-For", "192.0.2.1, 203.0.113.9"),
                ("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148")
            )
        ).Expect(HttpStatusCode.Created);

        (await app.ScalarAsync<string>("select ip_address || ' ' || device_type from accounts.sessions")).ShouldBe($"{expected} mobile");
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", "Mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", "Tablet")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", "Tablet")]
    [InlineData("Mozilla/5.0 (Android 13; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0", "Tablet")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", "Desktop")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", "Desktop")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Desktop")]
    [InlineData("curl/8.5.0", "Unknown")]
    [InlineData("", "Unknown")]
    [InlineData(null, "Unknown")]
    public void A_device_is_known_by_what_it_calls_itself(string? userAgent, string type) => DeviceTypes.Of(userAgent).ToString().ShouldBe(type);

    [Fact]
    public async Task Agents_and_organizations_are_found_by_others()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        var organizations = app.Services.GetRequiredService<IOrganizations>();
        var home = (await organizations.FindByPrefixAsync("IMV", CancellationToken.None)).ShouldNotBeNull();
        (await organizations.FindAsync(home.Id, CancellationToken.None)).ShouldNotBeNull().TimeZone.Id.ShouldBe("Europe/Lisbon");
        (await organizations.FindByPrefixAsync("XYZ", CancellationToken.None)).ShouldBeNull();
        var rival = (await organizations.FindByPrefixAsync("RIV", CancellationToken.None)).ShouldNotBeNull();

        var active = await app.InScopeAsync(home.Id, sp => sp.GetRequiredService<IAgentDirectory>().ActiveAsync(CancellationToken.None));
        active.Select(a => a.Name).ShouldBe(["Sofia Almeida", "João Teste"]);
        var names = await app.InScopeAsync(home.Id, sp => sp.GetRequiredService<IAgentDirectory>().NamesAsync([active[1].Id, 999_999], CancellationToken.None));
        names.ShouldBe(new Dictionary<long, string> { [active[1].Id] = "João Teste" });
        (await app.InScopeAsync(rival.Id, sp => sp.GetRequiredService<IAgentDirectory>().FindAsync(active[0].Id, CancellationToken.None))).ShouldBeNull();
    }

    private static string HeaderOf(string token) => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));
}
