using System.Net;
using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class AuditTests
{
    [Fact]
    public async Task An_administrator_reads_who_did_what_when_and_from_where_newest_first()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await Device.SignInAsync(app, Device.Admin, "/api/auth/login");
        var id = await app.ScalarAsync<long>($"select id from accounts.users where email = '{Device.Joao}'");
        (await admin.Http.PatchAsync($"/api/users/{id}", new { full_name = "João T." }, ("User-Agent", "a browser"))).Expect(HttpStatusCode.OK);

        var log = (await admin.Http.GetAsync("/api/audit")).Expect(HttpStatusCode.OK);

        log.Json.EnumerateArray().Select(e => e.GetProperty("action").GetString()).ShouldBe(["user.renamed", "session.opened"]);
        var entry = log.Json[0];
        entry.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "occurred_at", "action", "subject", "details", "ip_address", "user_agent", "actor"]);
        entry.GetProperty("subject").GetString().ShouldBe($"user:{id}");
        entry.GetProperty("details").GetRawText().ShouldBe("""{"to":"João T.","from":"João Teste"}""");
        entry.GetProperty("ip_address").GetString().ShouldBe("127.0.0.1");
        entry.GetProperty("user_agent").GetString().ShouldBe("a browser");
        entry.GetProperty("actor").GetProperty("name").GetString().ShouldBe("Ana Sousa");
        entry.GetProperty("actor").GetProperty("email").GetString().ShouldBe(Device.Admin);
    }

    [Fact]
    public async Task It_is_filtered_by_person_action_subject_and_time_and_paged()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "2880" });
        var agency = await Agency.FoundAsync(app);
        var rival = await Agency.FoundAsync(app, "RIV");
        using var admin = await agency.AdminAsync();
        using var stranger = await rival.AdminAsync();
        await WriteAsync(app, agency, "lead.erased", "lead:1");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await WriteAsync(app, agency, "lead.exported", "lead:2");
        await WriteAsync(app, agency, "leader.chosen", "lead:2");
        await WriteAsync(app, rival, "lead.erased", "lead:1");

        async Task<string> FindAsync(string query)
        {
            var answer = (await admin.Http.GetAsync($"/api/audit?{query}")).Expect(HttpStatusCode.OK);
            return string.Join(' ', answer.Json.EnumerateArray().Select(e => e.GetProperty("action").GetString()));
        }

        (await FindAsync("action=lead.erased")).ShouldBe("lead.erased");
        (await FindAsync("action=lead.")).ShouldBe("lead.exported lead.erased");
        (await FindAsync("subject=lead:2")).ShouldBe("leader.chosen lead.exported");
        (await FindAsync($"user_id={admin.UserId}")).ShouldBe("session.opened");
        (await FindAsync("from=2026-03-11")).ShouldBe("leader.chosen lead.exported");
        (await FindAsync("to=2026-03-10")).ShouldBe("lead.erased session.opened");
        (await FindAsync("from=2026-03-12")).ShouldBe("");
        (await FindAsync("page=2&per_page=1")).ShouldBe("lead.exported");
        (await admin.Http.GetAsync("/api/audit?per_page=1")).Header("X-Total-Count").ShouldBe("4");
        foreach (var bad in new[] { "user_id=x", "from=yesterday", "action=.", "per_page=101" })
            (await admin.Http.GetAsync($"/api/audit?{bad}")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_the_server_did_by_itself_has_no_actor()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var admin = await agency.AdminAsync();
        await WriteAsync(app, agency, "lead.erased", "lead:1");

        var entry = (await admin.Http.GetAsync("/api/audit?action=lead.erased")).Json[0];

        entry.GetProperty("actor").ValueKind.ShouldBe(JsonValueKind.Null);
        entry.GetProperty("details").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task No_query_of_it_is_a_scan()
    {
        await using var app = await AldravaApp.StartAsync();
        await app.ExecuteAsync(
            """
            insert into accounts.audit_log (id, organization_id, user_id, action, subject, occurred_at)
            select i, i % 20, i % 300, 'a' || i % 100 || '.b', 's:' || i % 5000, timestamptz '2026-01-01' + i * interval '1 minute' from generate_series(1, 20000) i;
            analyze accounts.audit_log
            """
        );

        foreach (
            var filter in new[]
            {
                "",
                "and user_id = 7",
                "and subject = 's:7'",
                "and action = 'a7.b'",
                "and action like 'a7.%'",
                "and occurred_at >= '2026-01-10'",
            }
        )
        {
            var plan = await app.ScalarAsync<string>(
                $"""
                explain (format json) select * from accounts.audit_log where organization_id = 7 {filter} order by occurred_at desc, id desc limit 20
                """
            );
            plan!.ShouldNotContain("Seq Scan", customMessage: filter);
        }
    }

    private static Task<bool> WriteAsync(AldravaApp app, Agency agency, string action, string subject) =>
        app.InScopeAsync(
            agency.Id,
            async services =>
            {
                await services.GetRequiredService<IAuditLog>().WriteAsync(action, subject, details: null, CancellationToken.None);
                return true;
            }
        );
}
