using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class UserAdministrationTests
{
    [Fact]
    public async Task People_are_found_whatever_the_accents_and_the_order_of_words()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");

        async Task<string[]> NamesAsync(string query)
        {
            var answer = (await admin.Http.GetAsync($"/api/users{query}")).Expect(HttpStatusCode.OK);
            return [.. answer.Json.EnumerateArray().Select(u => u.GetProperty("full_name").GetString()!)];
        }

        (await NamesAsync("")).ShouldBe(["Ana Sousa", "João Teste", "Rui Carvalho", "Sofia Almeida", "Teresa Lopes"]);
        (await NamesAsync("?search=teste%20joao")).ShouldBe(["João Teste"]);
        (await NamesAsync("?search=JO%C3%83O")).ShouldBe(["João Teste"]);
        (await NamesAsync("?search=back%40imo")).ShouldBe(["Teresa Lopes"]);
        (await NamesAsync("?search=%25")).ShouldBeEmpty();
        (await NamesAsync("?search=%5C")).ShouldBeEmpty();
        (await NamesAsync("?role=agent&per_page=2")).ShouldBe(["João Teste", "Sofia Almeida"]);
        (await NamesAsync("?is_active=false")).ShouldBeEmpty();
        (await admin.Http.GetAsync("/api/users?role=agent&per_page=2")).Header("X-Total-Count").ShouldBe("3");
        (await admin.Http.GetAsync("/api/users?role=boss"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("query.role");
    }

    [Fact]
    public async Task A_person_is_shown_with_their_agent_profile()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        var listed = (await admin.Http.GetAsync("/api/users?search=joao")).Json[0];

        var shown = (await admin.Http.GetAsync($"/api/users/{listed.GetProperty("id").GetInt64()}")).Expect(HttpStatusCode.OK);

        shown
            .Json.EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["id", "full_name", "email", "role", "is_active", "agent_id", "agent", "created_at", "last_login_at"]);
        shown["agent.phone"].GetString().ShouldBe("+351912000102");
        shown["agent.user_id"].GetInt64().ShouldBe(shown["id"].GetInt64());
        (await admin.Http.GetAsync("/api/users/999999")).Expect(HttpStatusCode.NotFound)["identifier"].GetInt64().ShouldBe(999999);
    }

    [Fact]
    public async Task Another_role_ends_every_session_at_once_and_lives_in_the_next_tokens()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();

        var changed = (await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { role = "viewer" })).Expect(HttpStatusCode.OK);

        changed["role"].GetString().ShouldBe("viewer");
        (await agent.Http.PostAsync("/mobile/leads", new { name = "Rita" })).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await Device.TryRefreshAsync(app, agent.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (
            await app.ScalarAsync<string>("select details ->> 'from' || ' ' || (details ->> 'to') from accounts.audit_log where action = 'user.role_changed'")
        ).ShouldBe("agent viewer");
        (await app.ScalarAsync<string>($"select revoked_why from accounts.sessions where user_id = {agent.UserId}")).ShouldBe("user_changed");
    }

    [Fact]
    public async Task Who_is_shut_out_is_out_at_once_and_can_be_let_in_again()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        using var phone = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();
        var id = (await phone.Http.GetAsync("/api/auth/me"))["id"].GetInt64();

        (await admin.Http.PatchAsync($"/api/users/{id}", new { is_active = false })).Expect(HttpStatusCode.OK)["is_active"].GetBoolean().ShouldBeFalse();

        (await phone.Http.GetAsync("/mobile/leads")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = Device.Password }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("auth.inactive");
        (await admin.Http.PatchAsync($"/api/users/{id}", new { is_active = true })).Expect(HttpStatusCode.OK);
        using (await Device.SignInAsync(app)) { }
        (await app.ScalarAsync<string>("select string_agg(action, ',' order by occurred_at) from accounts.audit_log where action like 'user.%'")).ShouldBe(
            "user.deactivated,user.activated"
        );
    }

    [Fact]
    public async Task A_new_name_disturbs_nobody_and_nothing_new_changes_nothing()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();

        (await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = " Marta Reis " }))
            .Expect(HttpStatusCode.OK)["full_name"]
            .GetString()
            .ShouldBe("Marta Reis");
        (
            await admin.Http.PatchAsync(
                $"/api/users/{agent.UserId}",
                new
                {
                    full_name = "Marta Reis",
                    role = "agent",
                    is_active = true,
                }
            )
        ).Expect(HttpStatusCode.OK);
        (await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = "  " })).Expect(HttpStatusCode.UnprocessableEntity);

        (await agent.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK)["name"].GetString().ShouldBe("Marta Reis");
        (await app.ScalarAsync<long>("select count(*) from accounts.audit_log where action like 'user.%'")).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_changes_their_own_role_or_shuts_themselves_out()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var second = await agency.AdminAsync();

        var role = (await admin.Http.PatchAsync($"/api/users/{admin.UserId}", new { role = "viewer" })).Expect(HttpStatusCode.BadRequest);
        (role.Error, role.Code).ShouldBe(("Business Rule Violation", "user.own_role"));
        (await admin.Http.PatchAsync($"/api/users/{admin.UserId}", new { is_active = false }))
            .Expect(HttpStatusCode.BadRequest)
            .Code.ShouldBe("user.own_account");
        (await admin.Http.PatchAsync($"/api/users/{admin.UserId}", new { full_name = "Ana S.", role = "org_admin" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_administrators_who_demote_each_other_at_once_leave_one()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        for (var round = 0; round < 4; round++)
        {
            await app.ExecuteAsync("update accounts.users set is_active = false");
            using var one = await agency.AdminAsync();
            using var other = await agency.AdminAsync();

            var answers = await Task.WhenAll(
                one.Http.PatchAsync($"/api/users/{other.UserId}", new { role = "agent" }),
                other.Http.PatchAsync($"/api/users/{one.UserId}", new { is_active = false })
            );

            answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
            answers.Single(a => a.Status != HttpStatusCode.OK).Code.ShouldBeOneOf("user.last_admin", "session.revoked");
            (await app.ScalarAsync<long>("select count(*) from accounts.users where is_active and role = 'org_admin'")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Even_a_super_administrator_leaves_an_agency_its_last_administrator()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var super = await agency.SuperAdminAsync();

        var refused = (await super.Http.PatchAsync($"/api/users/{admin.UserId}", new { is_active = false })).Expect(HttpStatusCode.Conflict);

        (refused.Error, refused.Code).ShouldBe(("Business Rule Violation", "user.last_admin"));
        (await admin.Http.GetAsync("/api/users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_administrator_neither_makes_nor_touches_super_administrators()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        using var super = await agency.SuperAdminAsync();

        foreach (
            var refused in new[]
            {
                await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { role = "super_admin" }),
                await admin.Http.PatchAsync($"/api/users/{super.UserId}", new { role = "viewer" }),
                await admin.Http.PatchAsync($"/api/users/{super.UserId}", new { full_name = "X" }),
                await admin.Http.PutAsync($"/api/users/{super.UserId}/agent", new { name = "X" }),
                await admin.Http.DeleteAsync($"/api/users/{super.UserId}/agent"),
                await admin.Http.PostAsync($"/api/users/{super.UserId}/revoke-sessions"),
                await admin.Http.PostAsync($"/api/users/{super.UserId}/reset-password"),
            }
        )
            refused.Expect(HttpStatusCode.Forbidden).Code.ShouldBe("user.super_admins_only");
        (await super.Http.PatchAsync($"/api/users/{agent.UserId}", new { role = "super_admin" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_administrator_signs_somebody_out_everywhere()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();

        var answer = (await admin.Http.PostAsync($"/api/users/{agent.UserId}/revoke-sessions")).Expect(HttpStatusCode.OK);

        answer.Text.ShouldBe("""{"success":true,"sessions_revoked":1,"message":"1 sessões revogadas"}""");
        (await agent.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await app.ScalarAsync<long>($"select user_id from accounts.audit_log where action = 'session.ended'")).ShouldBe(admin.UserId);
    }

    [Fact]
    public async Task An_agent_sees_no_user_administration_and_a_viewer_only_reads_it()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        using var viewer = await agency.ViewerAsync();

        foreach (var path in new[] { "/api/users", $"/api/users/{admin.UserId}", "/api/audit", "/api/invitations" })
        {
            (await agent.Http.GetAsync(path)).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.denied");
            (await viewer.Http.GetAsync(path)).Expect(HttpStatusCode.OK);
        }
        (await viewer.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = "X" }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("permission.read_only");
        (await agent.Http.PatchAsync($"/api/users/{agent.UserId}", new { role = "org_admin" })).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_sign_in_that_races_a_change_of_role_never_keeps_the_old_one()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        var id = await app.ScalarAsync<long>($"select id from accounts.users where email = '{Device.Joao}'");
        foreach (var role in new[] { "viewer", "agent", "viewer", "agent" })
        {
            using var anonymous = app.Anonymous();
            var signIns = Enumerable
                .Range(0, 4)
                .Select(_ => anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = Device.Password }))
                .ToList();
            await signIns[0];
            (await admin.Http.PatchAsync($"/api/users/{id}", new { role })).Expect(HttpStatusCode.OK);

            foreach (var answer in (await Task.WhenAll(signIns)).Where(a => a.Status == HttpStatusCode.OK))
            {
                using var device = new Device(app, answer);
                if (answer["user.role"].GetString() != role)
                    (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
            }
        }
    }
}
