using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>auth.md, "Routes", line by line.</summary>
public sealed class AuthRoutesContractTests(DemoServer server) : IClassFixture<DemoServer>
{
    private static readonly string[] Pair = ["access_token", "refresh_token", "token_type", "expires_at", "device_id"];

    private AldravaApp App => server.App;

    [Fact]
    public async Task Post_auth_mobile_login_201_with_the_pair()
    {
        using var anonymous = App.Anonymous();

        var body = new
        {
            email = Device.Joao,
            password = Device.Password,
            device_name = "iPhone do João",
        };
        var answer = (await anonymous.PostAsync("/auth/mobile/login", body)).Expect(HttpStatusCode.Created);

        NamesOf(answer).ShouldBe(Pair);
        answer["token_type"].GetString().ShouldBe("bearer");
        answer["device_id"].ValueKind.ShouldBe(JsonValueKind.Number);
        answer["expires_at"].GetString()!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task Post_auth_mobile_login_401_wrong_403_no_agent_or_inactive()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        await app.ExecuteAsync("update accounts.users set is_active = false where email = 'agente@imoveismais.pt'");

        (await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = "wrong" }))
            .Expect(HttpStatusCode.Unauthorized)
            .Error.ShouldBe("Unauthorized");
        foreach (var email in new[] { "back@imoveismais.pt", "agente@imoveismais.pt" })
            (await anonymous.PostAsync("/auth/mobile/login", new { email, password = Device.Password }))
                .Expect(HttpStatusCode.Forbidden)
                .Error.ShouldBe("Permission Denied");
    }

    [Theory]
    [InlineData("/auth/refresh")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/v1/auth/refresh")]
    public async Task Post_refresh_200_same_shape(string path)
    {
        using var device = await Device.SignInAsync(App);

        NamesOf((await Device.TryRefreshAsync(App, device.RefreshToken, path)).Expect(HttpStatusCode.OK)).ShouldBe(Pair);
        (await Device.TryRefreshAsync(App, "unknown", path)).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/auth/logout")]
    [InlineData("/api/v1/auth/logout")]
    public async Task Post_logout_200_with_its_message_and_idempotent(string path)
    {
        using var device = await Device.SignInAsync(App);
        using var anonymous = App.Anonymous();

        for (var i = 0; i < 2; i++)
        {
            var answer = (await anonymous.PostAsync(path, new { refresh_token = device.RefreshToken })).Expect(HttpStatusCode.OK);
            answer.Text.ShouldBe("""{"message":"Logout efetuado com sucesso"}""");
        }
        (await Device.TryRefreshAsync(App, device.RefreshToken)).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_mobile_auth_me_shows_user_agent_and_organization()
    {
        using var device = await Device.SignInAsync(App);

        var me = (await device.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);

        NamesOf(me).ShouldHoldAllOf(["id", "email", "full_name", "role", "agent_id", "agent", "organization"]);
        me["agent"].EnumerateObject().Select(p => p.Name).ShouldHoldAllOf(["id", "name", "email", "phone"]);
        me["role"].GetString().ShouldBe("agent");
    }

    [Theory]
    [InlineData("/mobile/auth/sessions")]
    [InlineData("/auth/sessions")]
    public async Task Get_sessions_newest_use_first_with_unknown_devices_named_and_is_current_the_callers(string path)
    {
        using var older = await Device.SignInAsync(App, "agente@imoveismais.pt", name: "Telefone");
        using var newer = await Device.SignInAsync(App, "agente@imoveismais.pt");

        var answer = (await newer.Http.GetAsync(path)).Expect(HttpStatusCode.OK);

        NamesOf(answer).ShouldBe(["total_sessions", "sessions"]);
        var sessions = answer["sessions"].EnumerateArray().ToList();
        answer["total_sessions"].GetInt32().ShouldBe(sessions.Count);
        sessions[0]
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["id", "device_name", "device_type", "ip_address", "last_used", "created_at", "expires_at", "is_current"]);
        sessions.Select(s => s.GetProperty("last_used").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
        sessions.Single(s => s.GetProperty("is_current").GetBoolean()).GetProperty("id").GetInt64().ShouldBe(newer.Id);
        sessions.Single(s => s.GetProperty("id").GetInt64() == newer.Id).GetProperty("device_name").GetString().ShouldBe("Dispositivo desconhecido");
    }

    [Theory]
    [InlineData("/mobile/auth/sessions")]
    [InlineData("/auth/sessions")]
    public async Task Delete_session_200_with_its_message_404_when_not_the_callers(string path)
    {
        using var caller = await Device.SignInAsync(App);
        using var another = await Device.SignInAsync(App);
        using var colleagues = await Device.SignInAsync(App, "agente@imoveismais.pt");

        (await caller.Http.DeleteAsync($"{path}/{another.Id}"))
            .Expect(HttpStatusCode.OK)
            .Text.ShouldBe("""{"success":true,"message":"Sessão revogada com sucesso"}""");
        (await caller.Http.DeleteAsync($"{path}/{colleagues.Id}")).Expect(HttpStatusCode.NotFound).Error.ShouldBe("Not Found");
    }

    [Theory]
    [InlineData("/mobile/auth/sessions/revoke-all")]
    [InlineData("/auth/sessions/revoke-all")]
    public async Task Post_revoke_all_ends_all_but_the_callers(string path)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var here = await Device.SignInAsync(app);
        using var there = await Device.SignInAsync(app);
        using var elsewhere = await Device.SignInAsync(app);

        var answer = (await here.Http.PostAsync(path)).Expect(HttpStatusCode.OK);

        answer.Text.ShouldBe("""{"success":true,"sessions_revoked":2,"message":"2 sessões revogadas"}""");
        (await here.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await there.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Post_api_auth_register_201_user_and_pair_with_an_organization_whose_org_admin_the_caller_is()
    {
        using var anonymous = App.Anonymous();
        var body = new
        {
            name = "Marta Reis",
            email = "marta@casanova.pt",
            password = "uma frase comprida",
            organization_name = "Casa Nova",
        };

        var answer = (await anonymous.PostAsync("/api/auth/register", body)).Expect(HttpStatusCode.Created);

        NamesOf(answer).ShouldHoldAllOf([.. Pair, "user"]);
        answer["user.role"].GetString().ShouldBe("org_admin");
        (await anonymous.PostAsync("/api/auth/register", body)).Expect(HttpStatusCode.Conflict).Message.ShouldBe("Este registro já existe na base de dados.");
    }

    [Theory]
    [InlineData("open", HttpStatusCode.Created, null)]
    [InlineData("invite", HttpStatusCode.Forbidden, "registration.invite_only")]
    [InlineData("closed", HttpStatusCode.Forbidden, "registration.closed")]
    public async Task Registration_is_open_invite_or_closed(string registration, HttpStatusCode status, string? code)
    {
        await using var app = await AldravaApp.StartAsync(new() { ["REGISTRATION"] = registration });
        using var anonymous = app.Anonymous();
        var body = new
        {
            name = "Ana",
            email = "ana@example.com",
            password = "uma frase",
        };

        (await anonymous.PostAsync("/api/auth/register", body)).Expect(status).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("invite")]
    public async Task Register_with_an_invite_token_joins_the_organization_that_invited(string registration)
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(("REGISTRATION", registration)));
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        (await admin.Http.PostAsync("/api/invitations", new { email = "rita@example.com", role = "viewer" })).Expect(HttpStatusCode.Created);
        using var anonymous = app.Anonymous();
        var body = new
        {
            name = "Rita",
            email = "rita@example.com",
            password = "uma frase",
            invite_token = (await post.NextAsync("rita@example.com")).Token,
        };

        var joined = (await anonymous.PostAsync("/api/auth/register", body)).Expect(HttpStatusCode.Created);

        (joined["user.role"].GetString(), joined["user.organization_name"].GetString()).ShouldBe(("viewer", "Imobiliária TST"));
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/v1/auth/login")]
    public async Task Post_login_200_pair_and_user(string path)
    {
        using var anonymous = App.Anonymous();

        var answer = (await anonymous.PostAsync(path, new { email = Device.Admin, password = Device.Password })).Expect(HttpStatusCode.OK);

        NamesOf(answer).ShouldBe([.. Pair, "user"]);
        answer["user"].EnumerateObject().Select(p => p.Name).ShouldHoldAllOf(["id", "name", "email", "role", "agent_id", "organization_id"]);
    }

    [Fact]
    public async Task Get_api_auth_me_and_verify()
    {
        using var device = await Device.SignInAsync(App, path: "/api/auth/login");

        var me = (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        NamesOf(me).ShouldHoldAllOf(["id", "name", "email", "role", "agent_id", "organization_id"]);
        var verified = (await device.Http.GetAsync("/api/auth/verify")).Expect(HttpStatusCode.OK);
        NamesOf(verified).ShouldBe(["valid", "user_id", "expires_at"]);
        verified["valid"].GetBoolean().ShouldBeTrue();
        verified["user_id"].GetInt64().ShouldBe(me["id"].GetInt64());
    }

    [Fact]
    public async Task Post_api_auth_revoke_ends_the_session_of_the_token()
    {
        using var device = await Device.SignInAsync(App, path: "/api/auth/login");
        using var anonymous = App.Anonymous();

        (await anonymous.PostAsync("/api/auth/revoke", new { refresh_token = device.RefreshToken })).Expect(HttpStatusCode.OK);

        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Fact]
    public async Task Post_api_auth_revoke_all_ends_every_session_of_the_caller_this_one_included()
    {
        using var device = await Device.SignInAsync(App, "viewer@imoveismais.pt", "/api/auth/login");

        (await device.Http.PostAsync("/api/auth/revoke-all")).Expect(HttpStatusCode.OK);

        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "mobile")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile Safari/537.36", "mobile")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Mobile/15E148", "tablet")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/131.0 Safari/537.36", "tablet")]
    [InlineData("Mozilla/5.0 (Android 13; Tablet; rv:128.0) Gecko/128.0", "tablet")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0", "desktop")]
    [InlineData("curl/8.5.0", "unknown")]
    public async Task Device_type_is_mobile_tablet_desktop_or_unknown(string userAgent, string type)
    {
        using var anonymous = App.Anonymous();
        var credentials = new { email = Device.Admin, password = Device.Password };

        var answer = (await anonymous.PostAsync("/api/auth/login", credentials, ("User-Agent", userAgent))).Expect(HttpStatusCode.OK);

        (await App.ScalarAsync<string>($"select device_type from accounts.sessions where id = {answer["device_id"].GetInt64()}")).ShouldBe(type);
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.9")]
    public async Task Ip_address_honours_x_forwarded_for_only_from_configured_proxies(string? proxies, string expected)
    {
        await using var app = await AldravaApp.StartAsync(new() { ["TRUSTED_PROXIES"] = proxies }, demo: true);
        using var anonymous = app.Anonymous();
        var credentials = new { email = Device.Joao, password = Device.Password };

        (await anonymous.PostAsync("/auth/mobile/login", credentials, ("X-Forwarded-For", "203.0.113.9"))).Expect(HttpStatusCode.Created);

        (await app.ScalarAsync<string>("select ip_address from accounts.sessions")).ShouldBe(expected);
    }

    private static IEnumerable<string> NamesOf(Answer answer) => answer.Json.EnumerateObject().Select(p => p.Name);
}
