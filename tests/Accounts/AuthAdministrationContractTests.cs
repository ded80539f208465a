using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>auth.md, its last line: "invite, list, change role, attach/detach an agent profile, deactivate, reset password. Every change lands in the audit log."</summary>
public sealed class AuthAdministrationContractTests
{
    [Fact]
    public async Task Every_deed_of_user_administration_lands_in_the_audit_log_with_its_actor()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var person = await agency.AgentAsync(withProfile: false);
        var user = $"/api/users/{person.UserId}";

        var invitation = (await admin.Http.PostAsync("/api/invitations", new { email = "rita@example.com", role = "viewer" })).Expect(HttpStatusCode.Created)[
            "id"
        ];
        (await admin.Http.PostAsync($"/api/invitations/{invitation}/resend")).Expect(HttpStatusCode.OK);
        (await admin.Http.DeleteAsync($"/api/invitations/{invitation}")).Expect(HttpStatusCode.OK);
        (await admin.Http.GetAsync("/api/users")).Expect(HttpStatusCode.OK).Json.GetArrayLength().ShouldBe(2);
        (await admin.Http.PatchAsync(user, new { full_name = "Marta Reis" })).Expect(HttpStatusCode.OK);
        var agent = (await admin.Http.PutAsync($"{user}/agent", new { phone = "+351912345678" })).Expect(HttpStatusCode.OK)["agent_id"];
        (await admin.Http.PatchAsync($"/api/agents/{agent}", new { name = "Marta" })).Expect(HttpStatusCode.OK);
        (await admin.Http.DeleteAsync($"{user}/agent")).Expect(HttpStatusCode.OK);
        (await admin.Http.PatchAsync(user, new { role = "viewer" })).Expect(HttpStatusCode.OK);
        (await admin.Http.PostAsync($"{user}/reset-password")).Expect(HttpStatusCode.Accepted);
        (await admin.Http.PatchAsync(user, new { is_active = false })).Expect(HttpStatusCode.OK);
        (await admin.Http.PatchAsync(user, new { is_active = true })).Expect(HttpStatusCode.OK);

        var log = (await admin.Http.GetAsync($"/api/audit?user_id={admin.UserId}&per_page=100")).Expect(HttpStatusCode.OK).Json.EnumerateArray();
        log.Select(e => e.GetProperty("action").GetString())
            .Reverse()
            .Where(a => a != "session.opened")
            .ShouldBe([
                "invitation.created",
                "invitation.resent",
                "invitation.revoked",
                "user.renamed",
                "user.agent_attached",
                "agent.changed",
                "user.agent_detached",
                "session.ended",
                "user.role_changed",
                "password.reset_sent",
                "user.deactivated",
                "user.activated",
            ]);
    }

    [Fact]
    public async Task Sign_ins_are_in_the_audit_log()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        using var phone = await Device.SignInAsync(app);

        var log = (await admin.Http.GetAsync("/api/audit?action=session.opened")).Expect(HttpStatusCode.OK).Json.EnumerateArray();

        log.Select(e => e.GetProperty("actor").GetProperty("email").GetString()).ShouldBe([Device.Joao, Device.Admin]);
    }

    [Fact]
    public async Task Nothing_of_another_organization_is_there()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        var ours = await Agency.FoundAsync(app, "AAA");
        var theirs = await Agency.FoundAsync(app, "BBB");
        using var admin = await ours.AdminAsync();
        using var stranger = await theirs.AgentAsync();
        var user = $"/api/users/{stranger.UserId}";

        foreach (
            var answer in new[]
            {
                await admin.Http.GetAsync(user),
                await admin.Http.PatchAsync(user, new { role = "viewer" }),
                await admin.Http.PutAsync($"{user}/agent", new { name = "X" }),
                await admin.Http.DeleteAsync($"{user}/agent"),
                await admin.Http.PostAsync($"{user}/reset-password"),
                await admin.Http.PostAsync($"{user}/revoke-sessions"),
            }
        )
        {
            answer.Expect(HttpStatusCode.NotFound).Code.ShouldBe("user.not_found");
            answer["identifier"].GetInt64().ShouldBe(stranger.UserId);
        }
        (await admin.Http.PatchAsync($"/api/agents/{stranger.AgentId}", new { name = "X" })).Expect(HttpStatusCode.NotFound).Code.ShouldBe("agent.not_found");
        (await stranger.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);
    }
}
