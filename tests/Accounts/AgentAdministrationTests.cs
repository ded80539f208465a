using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class AgentAdministrationTests
{
    [Fact]
    public async Task Somebody_gets_a_profile_and_may_use_the_phone_from_then_on()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        var id = await app.ScalarAsync<long>("select id from accounts.users where email = 'back@imoveismais.pt'");

        var given = (await admin.Http.PutAsync($"/api/users/{id}/agent", new { phone = "+351912000199" })).Expect(HttpStatusCode.OK);

        given["agent.name"].GetString().ShouldBe("Teresa Lopes");
        given["agent.email"].GetString().ShouldBe("back@imoveismais.pt");
        given["agent.phone"].GetString().ShouldBe("+351912000199");
        using var phone = await Device.SignInAsync(app, "back@imoveismais.pt");
        (await phone.Http.GetAsync("/mobile/auth/me"))["agent_id"].GetInt64().ShouldBe(given["agent_id"].GetInt64());

        var changed = (await admin.Http.PutAsync($"/api/users/{id}/agent", new { name = "Teresa L." })).Expect(HttpStatusCode.OK);
        changed["agent_id"].GetInt64().ShouldBe(given["agent_id"].GetInt64());
        changed["agent.name"].GetString().ShouldBe("Teresa L.");
        (await phone.Http.GetAsync("/mobile/leads")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_profile_taken_away_ends_the_sessions_gets_no_new_work_and_can_be_given_to_another()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        using var heir = await agency.AgentAsync("Rita Luz", withProfile: false);

        (await admin.Http.DeleteAsync($"/api/users/{agent.UserId}/agent"))
            .Expect(HttpStatusCode.OK)["agent_id"]
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await admin.Http.DeleteAsync($"/api/users/{agent.UserId}/agent")).Expect(HttpStatusCode.OK);

        (await agent.Http.GetAsync("/mobile/leads")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await ActiveAsync(app, agency)).ShouldBeEmpty();
        var given = (await admin.Http.PutAsync($"/api/users/{heir.UserId}/agent", new { agent_id = agent.AgentId })).Expect(HttpStatusCode.OK);
        given["agent.user_id"].GetInt64().ShouldBe(heir.UserId);
        (await ActiveAsync(app, agency)).ShouldBe([agent.AgentId]);
        (await app.ScalarAsync<string>("select string_agg(action, ',' order by occurred_at) from accounts.audit_log where action like 'user.%'")).ShouldBe(
            "user.agent_detached,user.agent_attached"
        );
    }

    [Fact]
    public async Task A_profile_belongs_to_one_person_and_a_person_has_one_profile()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        var rival = await Agency.FoundAsync(app, "RIV");
        using var admin = await agency.AdminAsync();
        using var one = await agency.AgentAsync();
        using var other = await agency.AgentAsync();
        using var without = await agency.AgentAsync(withProfile: false);
        using var strangers = await rival.AgentAsync();

        (await admin.Http.PutAsync($"/api/users/{without.UserId}/agent", new { agent_id = one.AgentId }))
            .Expect(HttpStatusCode.Conflict)
            .Code.ShouldBe("agent.taken");
        (await admin.Http.PutAsync($"/api/users/{one.UserId}/agent", new { agent_id = other.AgentId }))
            .Expect(HttpStatusCode.Conflict)
            .Code.ShouldBe("user.has_agent");
        (await admin.Http.PutAsync($"/api/users/{without.UserId}/agent", new { agent_id = strangers.AgentId }))
            .Expect(HttpStatusCode.NotFound)
            .Code.ShouldBe("agent.not_found");
        (await admin.Http.PutAsync($"/api/users/{one.UserId}/agent", new { agent_id = one.AgentId })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Members_read_the_profiles_and_administrators_change_them()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        using var phone = await Device.SignInAsync(app);

        var list = (await phone.Http.GetAsync("/api/agents?search=joao&is_active=true")).Expect(HttpStatusCode.OK);
        var joao = list.Json.EnumerateArray().Single();
        joao.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "name", "email", "phone", "is_active", "user_id"]);
        var id = joao.GetProperty("id").GetInt64();
        (await phone.Http.GetAsync("/api/agents"))
            .Json.EnumerateArray()
            .Select(a => a.GetProperty("name").GetString())
            .ShouldBe(["João Teste", "Sofia Almeida"]);

        (await phone.Http.PatchAsync($"/api/agents/{id}", new { name = "X" })).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.denied");
        var changed = (await admin.Http.PatchAsync($"/api/agents/{id}", new { name = "João T.", phone = "" })).Expect(HttpStatusCode.OK);
        changed["name"].GetString().ShouldBe("João T.");
        changed["phone"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        changed["email"].GetString().ShouldBe(Device.Joao);
        (await admin.Http.PatchAsync($"/api/agents/{id}", new { email = "no address", phone = "no number" }))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"]
            .GetArrayLength()
            .ShouldBe(2);
        (await admin.Http.PatchAsync("/api/agents/999999", new { name = "X" })).Expect(HttpStatusCode.NotFound).Code.ShouldBe("agent.not_found");
    }

    [Fact]
    public async Task A_profile_out_of_use_signs_its_person_out_and_off_the_phone()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        using var phone = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();
        var id = (await phone.Http.GetAsync("/mobile/auth/me"))["agent_id"].GetInt64();

        (await admin.Http.PatchAsync($"/api/agents/{id}", new { is_active = false })).Expect(HttpStatusCode.OK)["is_active"].GetBoolean().ShouldBeFalse();

        (await phone.Http.GetAsync("/mobile/leads")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = Device.Password }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("auth.no_agent");
    }

    [Fact]
    public async Task Nobody_gets_work_behind_whom_nobody_sits()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        using var agent = await agency.AgentAsync();
        (await ActiveAsync(app, agency)).ShouldBe([agent.AgentId]);

        (await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { is_active = false })).Expect(HttpStatusCode.OK);
        (await ActiveAsync(app, agency)).ShouldBeEmpty();

        (await admin.Http.PatchAsync($"/api/users/{agent.UserId}", new { is_active = true })).Expect(HttpStatusCode.OK);
        (await ActiveAsync(app, agency)).ShouldBe([agent.AgentId]);
    }

    private static async Task<long[]> ActiveAsync(AldravaApp app, Agency agency) =>
        await app.InScopeAsync(
            agency.Id,
            async services => (await services.GetRequiredService<IAgentDirectory>().ActiveAsync(CancellationToken.None)).Select(a => a.Id).ToArray()
        );
}
