using System.Diagnostics;
using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class PasswordChangeTests
{
    private const string New = "outra frase comprida";

    [Fact]
    public async Task A_new_password_signs_the_other_devices_out_and_this_one_stays()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var here = await Device.SignInAsync(app);
        using var there = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();

        var changed = (await ChangeAsync(here, Device.Password, New)).Expect(HttpStatusCode.OK);

        changed.Text.ShouldBe("""{"success":true,"sessions_revoked":1,"message":"Palavra-passe alterada com sucesso"}""");
        (await here.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await Device.TryRefreshAsync(app, here.RefreshToken)).Expect(HttpStatusCode.OK);
        (await there.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = Device.Password })).Expect(HttpStatusCode.Unauthorized);
        (await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = New })).Expect(HttpStatusCode.OK);
        (await app.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'password.changed' and ip_address = '127.0.0.1'")).ShouldBe(1);
        await Nowhere.ShouldStandAsync(app, New);
    }

    [Fact]
    public async Task A_wrong_present_password_is_no_reason_to_sign_out_but_slows_down()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);

        var wrong = (await ChangeAsync(device, "wrong", New)).Expect(HttpStatusCode.BadRequest);
        (wrong.Error, wrong.Code, wrong.Message).ShouldBe(("Business Rule Violation", "password.wrong", "A palavra-passe atual não está correta."));
        for (var i = 0; i < 4; i++)
            await ChangeAsync(device, "wrong", New);
        await app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6");

        (await ChangeAsync(device, Device.Password, New)).Expect(HttpStatusCode.TooManyRequests).Code.ShouldBe("auth.too_many_attempts");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        (await ChangeAsync(device, Device.Password, New)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("1234567", "string_too_short")]
    [InlineData("Joao.Teste@imoveismais.pt", "password_is_email")]
    [InlineData("129", "string_too_long")]
    public async Task A_password_has_8_to_128_characters_and_is_not_the_address(string password, string type)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        var chosen = type == "string_too_long" ? new string('x', 129) : password;

        var refused = (await ChangeAsync(device, Device.Password, chosen)).Expect(HttpStatusCode.UnprocessableEntity);

        refused["details"][0].GetProperty("field").GetString().ShouldBe("body.new_password");
        refused["details"][0].GetProperty("type").GetString().ShouldBe(type);
    }

    [Fact]
    public async Task The_rules_hold_for_registering_as_well()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();

        foreach (var password in new[] { "ana@example.com", "short", new string('x', 129) })
        {
            var refused = await anonymous.PostAsync(
                "/api/auth/register",
                new
                {
                    name = "Ana",
                    email = "Ana@example.com",
                    password,
                }
            );
            refused.Expect(HttpStatusCode.UnprocessableEntity)["details"][0].GetProperty("field").GetString().ShouldBe("body.password");
        }
    }

    [Fact]
    public async Task Whoever_forgot_their_password_sets_another_with_the_link_of_the_mail_once()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(), demo: true);
        using var phone = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();

        (await anonymous.PostAsync("/api/auth/password/forgot", new { email = " Joao.Teste@imoveismais.pt" })).Expect(HttpStatusCode.Accepted);
        var letter = await post.NextAsync(Device.Joao);
        letter.Subject.ShouldBe("Nova palavra-passe");
        letter.Text.ShouldContain("Olá João Teste,");
        letter.Text.ShouldContain($"{Post.Site}/reset-password#token=");
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ResetAsync(anonymous, letter.Token, New)));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Status == HttpStatusCode.BadRequest && a.Code == "password.bad_token");
        (await phone.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = New })).Expect(HttpStatusCode.OK);
        (await app.ScalarAsync<string>("select string_agg(action, ',' order by occurred_at) from accounts.audit_log where action like 'password.%'")).ShouldBe(
            "password.reset_asked,password.reset"
        );
        await Nowhere.ShouldStandAsync(app, letter.Token);
        await Nowhere.ShouldStandAsync(app, New);
    }

    [Fact]
    public async Task A_link_ends_after_an_hour_and_with_every_other_new_password()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(), demo: true);
        using var phone = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();

        var old = await ForgetAsync(anonymous, post);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        (await ResetAsync(anonymous, old, New)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("password.bad_token");

        var unused = await ForgetAsync(anonymous, post);
        (await ChangeAsync(phone, Device.Password, New)).Expect(HttpStatusCode.OK);
        (await ResetAsync(anonymous, unused, "mais uma frase")).Expect(HttpStatusCode.BadRequest);
        (await ResetAsync(anonymous, "unknown", "mais uma frase")).Expect(HttpStatusCode.BadRequest);
        (await ResetAsync(anonymous, await ForgetAsync(anonymous, post), Device.Joao))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("type")
            .GetString()
            .ShouldBe("password_is_email");
    }

    [Fact]
    public async Task Nobody_learns_which_addresses_have_an_account()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(), demo: true);
        using var anonymous = app.Anonymous();
        await app.ExecuteAsync("update accounts.users set is_active = false where email = 'viewer@imoveismais.pt'");

        foreach (var email in new[] { "nobody@example.com", "viewer@imoveismais.pt", Device.Admin })
        {
            var started = Stopwatch.GetTimestamp();
            var answer = (await anonymous.PostAsync("/api/auth/password/forgot", new { email })).Expect(HttpStatusCode.Accepted);
            Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(200));
            answer.Text.ShouldBe("""{"message":"Se existir uma conta com este endereço, enviámos um e-mail com as instruções."}""");
        }

        await post.NextAsync(Device.Admin);
        post.Count.ShouldBe(0);
        (await app.ScalarAsync<long>("select count(*) from accounts.password_resets")).ShouldBe(1);
    }

    [Fact]
    public async Task A_stranger_fills_nobodys_mailbox_and_keeps_nobody_out()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(), demo: true);
        using var anonymous = app.Anonymous();
        for (var i = 0; i < 3; i++)
            (await anonymous.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.Accepted);
        await app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6");

        (await anonymous.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.Accepted);
        for (var i = 0; i < 3; i++)
            await post.NextAsync(Device.Joao);
        post.Count.ShouldBe(0);

        for (var round = 0; round < 4; round++)
        {
            // However often the stranger asks in between, the wait is counted from the last mail.
            app.Clock.Advance(TimeSpan.FromSeconds(31));
            (await anonymous.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.Accepted);
            app.Clock.Advance(TimeSpan.FromSeconds(31));
            (await anonymous.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.Accepted);
        }
        await Eventually.BecomesTrueAsync(async () => await app.ScalarAsync<long>("select count(*) from platform.deliveries") == 0, "all was seen to");
        (await app.ScalarAsync<long>("select count(*) from accounts.password_resets")).ShouldBe(5);
    }

    [Fact]
    public async Task One_address_cannot_ask_for_everybody()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var anonymous = app.Anonymous();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => anonymous.PostAsync("/api/auth/password/forgot", new { email = $"person{i}@example.com" })));
        await app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6");

        (await anonymous.PostAsync("/api/auth/password/forgot", new { email = "other@example.com" })).Expect(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_pretended()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();

        var forgot = (await anonymous.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.ServiceUnavailable);

        (forgot.Error, forgot.Code).ShouldBe(("Service Unavailable", "mail.not_configured"));
        forgot.Message.ShouldBe("O envio de e-mail não está configurado neste servidor. Contacte quem o administra.");
        (await admin.Http.PostAsync($"/api/users/{agent.UserId}/reset-password"))
            .Expect(HttpStatusCode.ServiceUnavailable)
            .Code.ShouldBe("mail.not_configured");
    }

    [Fact]
    public async Task An_administrator_sends_somebody_the_way_to_a_new_password()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        using var anonymous = app.Anonymous();
        var email = await app.ScalarAsync<string>($"select email from accounts.users where id = {agent.UserId}");

        (await admin.Http.PostAsync($"/api/users/{agent.UserId}/reset-password")).Expect(HttpStatusCode.Accepted)["success"].GetBoolean().ShouldBeTrue();

        (await agent.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await ResetAsync(anonymous, (await post.NextAsync(email!)).Token, New)).Expect(HttpStatusCode.OK);
        (await agent.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        (await anonymous.PostAsync("/auth/mobile/login", new { email, password = New })).Expect(HttpStatusCode.Created);
        await app.ExecuteAsync($"update accounts.users set is_active = false where id = {agent.UserId}");
        (await admin.Http.PostAsync($"/api/users/{agent.UserId}/reset-password")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("user.inactive");
    }

    private static Task<Answer> ChangeAsync(Device device, string current, string next) =>
        device.Http.PostAsync("/api/auth/password", new { current_password = current, new_password = next });

    private static Task<Answer> ResetAsync(TestClient client, string token, string password) =>
        client.PostAsync("/api/auth/password/reset", new { token, new_password = password });

    private static async Task<string> ForgetAsync(TestClient client, Post post)
    {
        (await client.PostAsync("/api/auth/password/forgot", new { email = Device.Joao })).Expect(HttpStatusCode.Accepted);
        return (await post.NextAsync(Device.Joao)).Token;
    }
}
