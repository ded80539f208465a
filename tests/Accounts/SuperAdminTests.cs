using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class SuperAdminTests
{
    private static (string, string) In(Agency agency) => ("X-Organization-Id", $"{agency.Id}");

    [Fact]
    public async Task A_super_administrator_works_in_the_organization_a_request_names()
    {
        await using var app = await AldravaApp.StartAsync();
        var home = await Agency.FoundAsync(app, "AAA");
        var other = await Agency.FoundAsync(app, "BBB");
        using var super = await home.SuperAdminAsync();
        using var agent = await other.AgentAsync();
        using var admin = await other.AdminAsync();

        (await super.Http.GetAsync($"/api/users/{agent.UserId}")).Expect(HttpStatusCode.NotFound);
        (await super.Http.GetAsync($"/api/users/{agent.UserId}", In(other))).Expect(HttpStatusCode.OK);
        (await super.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = "Rita" }, In(other))).Expect(HttpStatusCode.OK);
        (await super.Http.GetAsync("/api/users", In(other)))
            .Json.EnumerateArray()
            .Select(u => u.GetProperty("id").GetInt64())
            .ShouldBe([admin.UserId, agent.UserId]);

        var log = (await admin.Http.GetAsync("/api/audit?action=super_admin.write")).Expect(HttpStatusCode.OK).Json.EnumerateArray().Single();
        log.GetProperty("actor").GetProperty("user_id").GetInt64().ShouldBe(super.UserId);
        log.GetProperty("details").GetProperty("path").GetString().ShouldBe($"/api/users/{agent.UserId}");
        (await admin.Http.GetAsync("/api/audit?action=user.renamed")).Json[0].GetProperty("actor").GetProperty("user_id").GetInt64().ShouldBe(super.UserId);
    }

    [Fact]
    public async Task Nobody_else_may_name_another_organization()
    {
        await using var app = await AldravaApp.StartAsync();
        var home = await Agency.FoundAsync(app, "AAA");
        var other = await Agency.FoundAsync(app, "BBB");
        using var admin = await home.AdminAsync();
        using var agent = await home.AgentAsync();

        foreach (var person in new[] { admin, agent })
        {
            (await person.Http.GetAsync("/mobile/leads", In(other))).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.denied");
            (await person.Http.GetAsync("/mobile/leads", ("X-Organization-Id", "x"))).Expect(HttpStatusCode.Forbidden);
            (await person.Http.GetAsync("/mobile/leads", ("X-Organization-Id", "999999"))).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.denied");
            (await person.Http.GetAsync("/mobile/leads", In(home))).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_organization_that_is_not_there_is_not_found()
    {
        await using var app = await AldravaApp.StartAsync();
        using var super = await (await Agency.FoundAsync(app)).SuperAdminAsync();

        (await super.Http.GetAsync("/api/users", ("X-Organization-Id", "999999"))).Expect(HttpStatusCode.NotFound).Code.ShouldBe("organization.not_found");
        (await super.Http.GetAsync("/api/users", ("X-Organization-Id", "-1"))).Expect(HttpStatusCode.NotFound).Code.ShouldBe("organization.not_found");
    }

    [Fact]
    public async Task Their_own_account_stays_at_home()
    {
        await using var app = await AldravaApp.StartAsync();
        var home = await Agency.FoundAsync(app, "AAA");
        var other = await Agency.FoundAsync(app, "BBB");
        using var super = await home.SuperAdminAsync();

        (await super.Http.GetAsync("/api/auth/me", In(other))).Expect(HttpStatusCode.OK)["organization_id"].GetInt64().ShouldBe(home.Id);
        (await super.Http.GetAsync("/auth/sessions", In(other))).Expect(HttpStatusCode.OK)["total_sessions"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_key_with_another_organization_is_another_request()
    {
        await using var app = await AldravaApp.StartAsync();
        var home = await Agency.FoundAsync(app, "AAA");
        var other = await Agency.FoundAsync(app, "BBB");
        using var super = await home.SuperAdminAsync();
        using var agent = await other.AgentAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7()}");

        (await super.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = "Rita" }, In(other), key)).Expect(HttpStatusCode.OK);

        (await super.Http.PatchAsync($"/api/users/{agent.UserId}", new { full_name = "Rita" }, key))
            .Expect(HttpStatusCode.UnprocessableEntity)
            .Code.ShouldBe("idempotency.mismatch");
    }
}
