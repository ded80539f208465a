using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

/// <summary>auth.md, "Tokens", line by line.</summary>
public sealed class AuthTokensContractTests(DemoServer server) : IClassFixture<DemoServer>
{
    private AldravaApp App => server.App;

    [Fact]
    public async Task Access_token_is_a_jwt_hs256_with_the_claims_of_the_page_and_agent_id_only_when_the_user_has_one()
    {
        using var agent = await Device.SignInAsync(App);
        using var admin = await Device.SignInAsync(App, Device.Admin, "/api/auth/login");

        var header = Part(agent.AccessToken, 0);
        header.GetProperty("alg").GetString().ShouldBe("HS256");
        header.GetProperty("kid").GetString().ShouldNotBeNullOrEmpty();
        string[] claims = ["sub", "user_id", "email", "role", "org_id", "sid", "jti", "iat", "exp"];
        Part(agent.AccessToken, 1).EnumerateObject().Select(p => p.Name).ShouldHoldAllOf([.. claims, "agent_id"]);
        var of = Part(admin.AccessToken, 1);
        of.EnumerateObject().Select(p => p.Name).ShouldHoldAllOf(claims);
        of.TryGetProperty("agent_id", out _).ShouldBeFalse();
        of.GetProperty("sub").GetString().ShouldBe(Device.Admin);
        of.GetProperty("role").GetString().ShouldBe("org_admin");
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512","kid":"x"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    public async Task Alg_other_than_the_rings_own_is_refused_none_above_all(string header)
    {
        using var device = await Device.SignInAsync(App);
        var parts = device.AccessToken.Split('.');
        var forged = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));

        foreach (var token in new[] { $"{forged}.{parts[1]}.", $"{forged}.{parts[1]}.{parts[2]}" })
        {
            using var liar = new TestClient(App, token);
            (await liar.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.invalid");
        }
    }

    [Fact]
    public async Task Signing_keys_form_a_ring_and_a_secret_is_rotated_without_logging_anybody_out()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var before = await Device.SignInAsync(app);

        var kid = await app.Services.GetRequiredService<IKeyRotation>().RotateAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(
            () => app.Services.GetRequiredService<Aldrava.Accounts.Tokens.KeyRing>().Keys.Find(kid) is not null,
            "the new key is known"
        );
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        using var after = await Device.SignInAsync(app);
        Part(after.AccessToken, 0).GetProperty("kid").GetString().ShouldBe(kid);
        (await before.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refresh_token_is_64_url_safe_characters_and_only_its_sha_256_is_stored()
    {
        using var device = await Device.SignInAsync(App);

        device.RefreshToken.ShouldMatch("^[A-Za-z0-9_-]{64}$");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(device.RefreshToken)));
        (await App.ScalarAsync<long>($"select count(*) from accounts.refresh_tokens where hash = decode('{hash}', 'hex')")).ShouldBe(1);
        (await App.ScalarAsync<long>($"select count(*) from accounts.refresh_tokens t where t::text like '%{device.RefreshToken}%'")).ShouldBe(0);
    }

    [Fact]
    public async Task One_use_refreshing_gives_a_new_pair_and_device_id_stays_the_same_across_rotations()
    {
        using var device = await Device.SignInAsync(App);
        var token = device.RefreshToken;
        for (var i = 0; i < 3; i++)
        {
            var next = (await Device.TryRefreshAsync(App, token)).Expect(HttpStatusCode.OK);
            next["device_id"].GetInt64().ShouldBe(device.Id);
            next["refresh_token"].GetString().ShouldNotBe(token);
            token = next["refresh_token"].GetString()!;
        }
    }

    [Fact]
    public async Task Session_columns_are_those_of_the_page()
    {
        var columns = await App.ScalarAsync<string[]>(
            "select array_agg(column_name::text) from information_schema.columns where table_schema = 'accounts' and table_name = 'sessions'"
        );

        columns!.ShouldHoldAllOf([
            "id",
            "user_id",
            "device_name",
            "device_type",
            "user_agent",
            "ip_address",
            "last_used_at",
            "created_at",
            "expires_at",
            "revoked_at",
            "revoked_why",
        ]);
    }

    [Fact]
    public async Task Reuse_revokes_the_whole_family_tells_the_other_devices_and_is_audited()
    {
        using var device = await Device.SignInAsync(App);
        var second = (await Device.TryRefreshAsync(App, device.RefreshToken)).Expect(HttpStatusCode.OK);
        var third = (await Device.TryRefreshAsync(App, second["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);

        (await Device.TryRefreshAsync(App, device.RefreshToken)).Expect(HttpStatusCode.Unauthorized);

        (await Device.TryRefreshAsync(App, third["refresh_token"].GetString()!)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        var alert = $"select count(*) from platform.events where signal_type = 'security_alert' and (signal_data ->> 'session_id')::bigint = {device.Id}";
        (await App.ScalarAsync<long>(alert)).ShouldBe(1);
        (
            await App.ScalarAsync<long>($"select count(*) from accounts.audit_log where action = 'session.token_reused' and subject = 'session:{device.Id}'")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Within_the_grace_window_the_immediately_preceding_token_answers_again_and_two_simultaneous_refreshes_both_succeed()
    {
        using var device = await Device.SignInAsync(App);

        var both = await Task.WhenAll(Device.TryRefreshAsync(App, device.RefreshToken), Device.TryRefreshAsync(App, device.RefreshToken));
        both.ShouldAllBe(a => a.Status == HttpStatusCode.OK);

        (await Device.TryRefreshAsync(App, device.RefreshToken)).Expect(HttpStatusCode.OK)["device_id"].GetInt64().ShouldBe(device.Id);
    }

    [Theory]
    [InlineData("/auth/mobile/login", 24 * 3600, 7 * 24 * 3600)]
    [InlineData("/api/auth/login", 15 * 60, 30 * 24 * 3600)]
    [InlineData("/api/v1/auth/login", 15 * 60, 30 * 24 * 3600)]
    public async Task Two_lifetimes_mobile_and_default(string path, long access, long refresh)
    {
        using var device = await Device.SignInAsync(App, path: path);

        var claims = Part(device.AccessToken, 1);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(access);
        var life = $"select extract(epoch from expires_at - created_at)::bigint from accounts.sessions where id = {device.Id}";
        (await App.ScalarAsync<long>(life)).ShouldBe(refresh);
    }

    [Fact]
    public async Task Access_token_expire_minutes_and_refresh_token_expire_days_set_the_default_profile()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "20", ["REFRESH_TOKEN_EXPIRE_DAYS"] = "10" }, demo: true);
        using var desk = await Device.SignInAsync(app, path: "/api/auth/login");
        using var phone = await Device.SignInAsync(app);

        var claims = Part(desk.AccessToken, 1);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(20 * 60);
        (await app.ScalarAsync<int>($"select extract(day from expires_at - created_at)::int from accounts.sessions where id = {desk.Id}")).ShouldBe(10);
        (await app.ScalarAsync<int>($"select extract(day from expires_at - created_at)::int from accounts.sessions where id = {phone.Id}")).ShouldBe(7);
    }

    [Fact]
    public async Task Revoking_a_session_is_immediate_on_every_node_and_closes_its_sockets()
    {
        await using var node = await App.StartNodeAsync();
        using var phone = await Device.SignInAsync(App);
        using var desk = await Device.SignInAsync(App);
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(node.Address)
        {
            Scheme = "ws",
            Path = "/mobile/ws",
            Query = $"token={phone.AccessToken}",
        }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        await socket.ReceiveAsync(new byte[4096], CancellationToken.None);

        (await desk.Http.DeleteAsync($"/auth/sessions/{phone.Id}")).Expect(HttpStatusCode.OK);

        (await phone.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await Device.TryRefreshAsync(App, phone.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        using var there = new TestClient(node, phone.AccessToken);
        await Eventually.BecomesTrueAsync(async () => (await there.GetAsync("/api/auth/me")).Code == "session.revoked", "the other node knows");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (socket.State == WebSocketState.Open)
            await socket.ReceiveAsync(new byte[4096], limit.Token);
        ((int?)socket.CloseStatus).ShouldBe(4003);
    }

    [Fact]
    public async Task Deactivating_a_user_changing_a_password_or_taking_the_agent_away_ends_the_sessions_that_depended_on_it()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        using var deactivated = await Device.SignInAsync(app, "agente@imoveismais.pt");
        using var changing = await Device.SignInAsync(app, "viewer@imoveismais.pt", "/api/auth/login");
        using var changed = await Device.SignInAsync(app, "viewer@imoveismais.pt", "/api/auth/login");
        using var detached = await Device.SignInAsync(app);

        (await admin.Http.PatchAsync($"/api/users/{await IdAsync(deactivated)}", new { is_active = false })).Expect(HttpStatusCode.OK);
        (await changing.Http.PostAsync("/api/auth/password", new { current_password = Device.Password, new_password = "uma frase" })).Expect(HttpStatusCode.OK);
        (await admin.Http.DeleteAsync($"/api/users/{await IdAsync(detached)}/agent")).Expect(HttpStatusCode.OK);

        foreach (var ended in new[] { deactivated, changed, detached })
        {
            (await ended.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
            (await Device.TryRefreshAsync(app, ended.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        }
        (await changing.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Expired_and_revoked_tokens_are_purged_by_a_verb_and_another_revokes_everything_of_one_user()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await Eventually.BecomesTrueAsync(async () => await app.ScalarAsync<long>("select count(*) from accounts.chores") == 1, "the first nightly purge");
        using var first = await Device.SignInAsync(app);
        using var second = await Device.SignInAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var verbs = scope.ServiceProvider.GetRequiredService<ISessionMaintenance>();

        (await verbs.RevokeAllOfUserAsync(Device.Joao, CancellationToken.None)).ShouldBe(2);
        (await verbs.PurgeAsync(CancellationToken.None)).ShouldBe(2);

        (await app.ScalarAsync<long>("select count(*) from accounts.refresh_tokens")).ShouldBe(0);
        (await first.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
    }

    private static async Task<long> IdAsync(Device device) => (await device.Http.GetAsync("/api/auth/me"))["id"].GetInt64();

    private static JsonElement Part(string token, int index) =>
        JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]));
}
