using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class SignInTests
{
    [Fact]
    public async Task An_agent_signs_in_on_a_phone()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        var body = new
        {
            email = " Joao.Teste@imoveismais.PT ",
            password = Device.Password,
            device_name = "iPhone do João",
        };

        var answer = (await anonymous.PostAsync("/auth/mobile/login", body)).Expect(HttpStatusCode.Created);

        answer.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["access_token", "refresh_token", "token_type", "expires_at", "device_id"]);
        answer["token_type"].GetString().ShouldBe("bearer");
        answer["refresh_token"].GetString()!.ShouldMatch("^[A-Za-z0-9_-]{64}$");
        var claims = ClaimsOf(answer["access_token"].GetString()!);
        claims.GetProperty("sub").GetString().ShouldBe(Device.Joao);
        claims.GetProperty("email").GetString().ShouldBe(Device.Joao);
        claims.GetProperty("role").GetString().ShouldBe("agent");
        claims.GetProperty("sid").GetInt64().ShouldBe(answer["device_id"].GetInt64());
        foreach (var name in new[] { "user_id", "agent_id", "org_id", "iat", "exp" })
            claims.GetProperty(name).GetInt64().ShouldBeGreaterThan(0, name);
        claims.GetProperty("jti").GetString().ShouldNotBeNullOrEmpty();
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(24 * 3600);
        answer["expires_at"].GetDateTimeOffset().ToUnixTimeSeconds().ShouldBe(claims.GetProperty("exp").GetInt64());
        (await app.ScalarAsync<long>("select count(*) from accounts.refresh_tokens where octet_length(hash) = 32")).ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/v1/auth/login")]
    public async Task Everybody_signs_in_elsewhere_and_is_shown(string path)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();

        var answer = (await anonymous.PostAsync(path, new { email = Device.Admin, password = Device.Password })).Expect(HttpStatusCode.OK);

        answer["user.email"].GetString().ShouldBe(Device.Admin);
        answer["user.role"].GetString().ShouldBe("org_admin");
        answer["user.organization_name"].GetString().ShouldBe("Imóveis Mais");
        var claims = ClaimsOf(answer["access_token"].GetString()!);
        claims.TryGetProperty("agent_id", out _).ShouldBeFalse();
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(15 * 60);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_answer_the_same()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();

        var wrong = await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = "senha1234" });
        var unknown = await anonymous.PostAsync("/auth/mobile/login", new { email = "nobody@imoveismais.pt", password = "senha1234" });

        foreach (var answer in (Answer[])[wrong, unknown])
        {
            answer.Expect(HttpStatusCode.Unauthorized).Error.ShouldBe("Unauthorized");
            answer.Code.ShouldBe("auth.bad_credentials");
            answer.Message.ShouldBe("E-mail ou palavra-passe incorretos.");
            answer.Header("WWW-Authenticate").ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task The_phone_refuses_who_has_no_agent_profile_and_who_is_inactive()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        await app.ExecuteAsync($"update accounts.users set is_active = false where email = '{Device.Joao}'");

        var noAgent = await anonymous.PostAsync("/auth/mobile/login", new { email = "back@imoveismais.pt", password = Device.Password });
        var inactive = await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = Device.Password });

        noAgent.Expect(HttpStatusCode.Forbidden).Error.ShouldBe("Permission Denied");
        noAgent.Code.ShouldBe("auth.no_agent");
        inactive.Expect(HttpStatusCode.Forbidden).Code.ShouldBe("auth.inactive");
    }

    [Fact]
    public async Task Every_bad_field_is_told()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();

        var answer = (await anonymous.PostAsync("/auth/mobile/login", new { email = "no address" })).Expect(HttpStatusCode.UnprocessableEntity);

        answer["details"].EnumerateArray().Select(d => d.GetProperty("field").GetString()).ShouldBe(["body.email", "body.password"]);
    }

    [Fact]
    public async Task The_caller_is_shown_to_phone_and_browser()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);

        var mobile = (await device.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);
        mobile["full_name"].GetString().ShouldBe("João Teste");
        mobile["agent.id"].GetInt64().ShouldBe(mobile["agent_id"].GetInt64());
        mobile["agent.phone"].GetString().ShouldBe("+351912000102");
        mobile["organization.reference_prefix"].GetString().ShouldBe("IMV");

        var browser = (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        browser["name"].GetString().ShouldBe("João Teste");
        browser["organization_id"].GetInt64().ShouldBe(mobile["organization.id"].GetInt64());

        var verified = (await device.Http.GetAsync("/api/auth/verify")).Expect(HttpStatusCode.OK);
        verified["valid"].GetBoolean().ShouldBeTrue();
        verified["user_id"].GetInt64().ShouldBe(mobile["id"].GetInt64());
        verified["expires_at"].GetDateTimeOffset().ShouldBeGreaterThan(app.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Tokens_that_are_missing_bad_or_expired_say_which()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();
        using var liar = new TestClient(app, device.AccessToken[..^2] + "AA");

        (await anonymous.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.missing");
        (await liar.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.invalid");
        app.Clock.Advance(TimeSpan.FromHours(25));
        var expired = (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        expired.Code.ShouldBe("token.expired");
        expired.Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Fact]
    public async Task No_token_or_password_is_ever_logged()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();
        await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = "another-password" });
        var next = await Device.TryRefreshAsync(app, device.RefreshToken);
        await Device.TryRefreshAsync(app, next["refresh_token"].GetString()!);
        await Device.TryRefreshAsync(app, device.RefreshToken);

        var lines = string.Join('\n', app.Logs.Lines);

        foreach (var secret in new[] { Device.Password, "another-password", device.RefreshToken, device.AccessToken, next["refresh_token"].GetString()! })
            lines.ShouldNotContain(secret);
    }

    private static JsonElement ClaimsOf(string token)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]);
        return JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(payload));
    }
}
