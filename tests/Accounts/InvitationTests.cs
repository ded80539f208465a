using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class InvitationTests
{
    private const string Marta = "marta@example.com";
    private const string Password = "uma frase comprida";

    [Fact]
    public async Task An_invited_person_joins_with_the_role_and_the_agent_profile_of_the_invitation()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();

        var invited = await InviteAsync(
            admin,
            new
            {
                email = " Marta@Example.com",
                full_name = "Marta Reis",
                role = "agent",
                agent_profile = new { phone = "+351912345678" },
            }
        );
        var letter = await post.NextAsync(Marta);
        var joined = (await RegisterAsync(app, letter.Token, Marta, "Marta dos Reis")).Expect(HttpStatusCode.Created);

        invited["email"].GetString().ShouldBe(Marta);
        invited["status"].GetString().ShouldBe("pending");
        letter.Subject.ShouldBe("Convite de Imobiliária TST");
        letter.Text.ShouldContain("Ana Sousa convida-o a juntar-se a Imobiliária TST");
        letter.Text.ShouldContain($"{Post.Site}/invite#token=");
        joined["user.role"].GetString().ShouldBe("agent");
        joined["user.organization_name"].GetString().ShouldBe("Imobiliária TST");
        using var marta = new Device(app, joined);
        var me = (await marta.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);
        me["agent.name"].GetString().ShouldBe("Marta dos Reis");
        me["agent.phone"].GetString().ShouldBe("+351912345678");
        var listed = (await admin.Http.GetAsync("/api/invitations?status=accepted")).Expect(HttpStatusCode.OK).Json.EnumerateArray().Single();
        listed.GetProperty("user_id").GetInt64().ShouldBe(me["id"].GetInt64());
        (
            await app.ScalarAsync<long>($"select count(*) from accounts.audit_log where action = 'invitation.accepted' and user_id = {me["id"].GetInt64()}")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_works_once_even_at_once_for_its_own_address_only_and_for_seven_days()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(("REGISTRATION", "invite"), ("ACCESS_TOKEN_EXPIRE_MINUTES", "10080")));
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        await InviteAsync(admin, new { email = Marta, role = "viewer" });
        var token = (await post.NextAsync(Marta)).Token;

        (await RegisterAsync(app, token, "other@example.com")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("registration.other_address");
        app.Clock.Advance(TimeSpan.FromDays(6.9));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RegisterAsync(app, token, Marta)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.Created).ShouldAllBe(a => a.Code == "registration.bad_invite" || a.Code == "record.exists");
        (await RegisterAsync(app, token, Marta)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("registration.bad_invite");

        await InviteAsync(admin, new { email = "rui@example.com", role = "viewer" });
        var late = (await post.NextAsync("rui@example.com")).Token;
        app.Clock.Advance(TimeSpan.FromDays(7.1));
        (await RegisterAsync(app, late, "rui@example.com")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("registration.bad_invite");
    }

    [Fact]
    public async Task Sending_again_makes_a_new_link_and_ends_the_former_one()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        var id = (await InviteAsync(admin, new { email = Marta, role = "viewer" }))["id"].GetInt64();
        var former = (await post.NextAsync(Marta)).Token;

        var again = (await admin.Http.PostAsync($"/api/invitations/{id}/resend", body: null, ("Accept-Language", "en"))).Expect(HttpStatusCode.OK);
        var letter = await post.NextAsync(Marta);

        again["status"].GetString().ShouldBe("pending");
        letter.Subject.ShouldBe("Invitation from Imobiliária TST");
        letter.Token.ShouldNotBe(former);
        (await RegisterAsync(app, former, Marta)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("registration.bad_invite");
        (await RegisterAsync(app, letter.Token, Marta)).Expect(HttpStatusCode.Created);
        (await admin.Http.PostAsync($"/api/invitations/{id}/resend")).Expect(HttpStatusCode.Conflict).Code.ShouldBe("invitation.over");
        (await admin.Http.DeleteAsync($"/api/invitations/{id}")).Expect(HttpStatusCode.Conflict).Code.ShouldBe("invitation.over");
    }

    [Fact]
    public async Task An_invitation_taken_back_is_good_for_nothing_and_makes_room_for_another()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        var id = (await InviteAsync(admin, new { email = Marta, role = "viewer" }))["id"].GetInt64();
        var token = (await post.NextAsync(Marta)).Token;
        var open = (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" })).Expect(HttpStatusCode.Conflict);
        (open.Code, open["details.invitation_id"].GetInt64()).ShouldBe(("invitation.open", id));

        (await admin.Http.DeleteAsync($"/api/invitations/{id}")).Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe("revoked");
        (await admin.Http.DeleteAsync($"/api/invitations/{id}")).Expect(HttpStatusCode.OK);

        (await RegisterAsync(app, token, Marta)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("registration.bad_invite");
        await InviteAsync(admin, new { email = Marta, role = "agent" });
        // Its time begins when the letter is written.
        await post.NextAsync(Marta);
        await app.ExecuteAsync("update accounts.invitations set expires_at = '2026-03-10'");
        await InviteAsync(admin, new { email = Marta, role = "agent" });
        var statuses = (await admin.Http.GetAsync("/api/invitations")).Json.EnumerateArray().Select(i => i.GetProperty("status").GetString());
        statuses.ShouldBe(["pending", "revoked", "revoked"]);
    }

    [Fact]
    public async Task Who_is_here_already_is_not_invited_and_who_is_elsewhere_is_not_betrayed()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings(), demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");

        (await admin.Http.PostAsync("/api/invitations", new { email = Device.Joao, role = "agent" }))
            .Expect(HttpStatusCode.Conflict)
            .Code.ShouldBe("invitation.already_member");
        (await admin.Http.PostAsync("/api/invitations", new { email = "agente@casarival.pt", role = "agent" })).Expect(HttpStatusCode.Created);

        var token = (await post.NextAsync("agente@casarival.pt")).Token;
        (await RegisterAsync(app, token, "agente@casarival.pt")).Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.exists");
    }

    [Fact]
    public async Task Only_administrators_invite_and_only_super_administrators_invite_their_like()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        using var super = await agency.SuperAdminAsync();

        (await agent.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("permission.denied");
        (await agent.Http.GetAsync("/api/invitations")).Expect(HttpStatusCode.Forbidden);
        (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "super_admin" }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("user.super_admins_only");
        (await super.Http.PostAsync("/api/invitations", new { email = Marta, role = "super_admin" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Bad_fields_are_told_and_a_repeated_request_invites_once()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7()}");

        var bad = (await admin.Http.PostAsync("/api/invitations", new { email = "a b@c.d", agent_profile = new { phone = "abc" } })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        bad["details"].EnumerateArray().Select(d => d.GetProperty("field").GetString()).ShouldBe(["body.email", "body.role", "body.agent_profile.phone"]);
        (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "boss" })).Expect(HttpStatusCode.UnprocessableEntity);

        var first = (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" }, key)).Expect(HttpStatusCode.Created);
        var again = (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" }, key)).Expect(HttpStatusCode.Created);

        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        await post.NextAsync(Marta);
        post.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("closed", "crm", "registration.closed", HttpStatusCode.Forbidden)]
    [InlineData("open", null, "mail.not_configured", HttpStatusCode.ServiceUnavailable)]
    public async Task Nobody_is_invited_who_could_not_come(string registration, string? folder, string code, HttpStatusCode status)
    {
        using var post = new Post();
        var settings = folder is null ? new Dictionary<string, string?>() : post.Settings();
        settings["REGISTRATION"] = registration;
        await using var app = await AldravaApp.StartAsync(settings);
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();

        var refused = (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" })).Expect(status);

        refused.Code.ShouldBe(code);
        (await app.ScalarAsync<long>("select count(*) from accounts.invitations")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_opens_an_organization_cannot_make_the_server_write_to_everybody()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        for (var i = 0; i < 50; i++)
            await InviteAsync(admin, new { email = $"person{i}@example.com", role = "viewer" });
        await app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6");

        (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" })).Expect(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_token_stands_nowhere_but_in_the_mail()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();
        await InviteAsync(admin, new { email = Marta, role = "agent" });
        var token = (await post.NextAsync(Marta)).Token;
        (await RegisterAsync(app, token, Marta)).Expect(HttpStatusCode.Created);

        token.Length.ShouldBe(43);
        await Nowhere.ShouldStandAsync(app, token);
        await Nowhere.ShouldStandAsync(app, Password);
    }

    [Fact]
    public async Task A_mail_that_could_not_be_sent_goes_out_later_with_another_token()
    {
        await using var smtp = new SmtpListener();
        smtp.Refusals.Enqueue("451 4.3.0 come back later");
        await using var app = await AldravaApp.StartAsync(new() { ["SMTP_URL"] = smtp.Url(), ["PUBLIC_URL"] = Post.Site });
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();

        await InviteAsync(admin, new { email = Marta, role = "agent" });

        await Eventually.BecomesTrueAsync(() => !smtp.Mails.IsEmpty, "the second attempt");
        smtp.Mails.Single().To.ShouldContain(Marta);
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from accounts.invitations where sent_at is not null") == 1,
            "it is noted"
        );
        string.Join('\n', app.Logs.Lines).ShouldNotContain(Marta);
        (await app.ScalarAsync<long>("select count(*) from platform.deliveries")).ShouldBe(0);
    }

    [Fact]
    public async Task Several_languages_are_spoken()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();

        (await admin.Http.PostAsync("/api/invitations", new { email = Marta, role = "agent" }, ("Accept-Language", "pt-BR"))).Expect(HttpStatusCode.Created);

        var letter = await post.NextAsync(Marta);
        letter.Text.ShouldContain("Ana Sousa convida você a participar de Imobiliária TST na Aldrava.");
        letter.Text.ShouldContain("17/03/2026");
        app.Services.GetRequiredService<IMailSender>().IsConfigured.ShouldBeTrue();
    }

    private static async Task<Answer> InviteAsync(Person admin, object body) =>
        (await admin.Http.PostAsync("/api/invitations", body)).Expect(HttpStatusCode.Created);

    private static async Task<Answer> RegisterAsync(AldravaApp app, string token, string email, string name = "Marta")
    {
        using var anonymous = app.Anonymous();
        return await anonymous.PostAsync(
            "/api/auth/register",
            new
            {
                name,
                email,
                password = Password,
                invite_token = token,
            }
        );
    }
}
