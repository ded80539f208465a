using System.Net;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Crm;

public sealed class CrmDemoTests
{
    [Fact]
    public async Task The_demo_agency_has_listings_leads_and_a_full_calendar()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        var pair = await anonymous.PostAsync("/api/auth/login", new { email = "admin@imoveismais.pt", password = "senha123" });
        using var admin = new TestClient(app, pair.Expect(HttpStatusCode.OK)["access_token"].GetString());

        async Task<int> Count(string path) => int.Parse((await admin.GetAsync(path)).Expect(HttpStatusCode.OK).Header("X-Total-Count")!);

        (await Count("/mobile/properties")).ShouldBe(40);
        (await Count("/mobile/properties?search=moradia%20cascais")).ShouldBeGreaterThan(0);
        (await Count("/mobile/leads")).ShouldBe(120);
        (await Count("/mobile/visits")).ShouldBe(60);
        (await Count("/mobile/visits/today")).ShouldBeGreaterThan(2);
        (await admin.GetAsync("/mobile/visits/upcoming")).Json.GetArrayLength().ShouldBe(5);
        (await Count("/mobile/tasks")).ShouldBe(30);
        (await Count("/mobile/tasks/today")).ShouldBeGreaterThan(5);
        (await Count("/mobile/tasks?status=done")).ShouldBeGreaterThan(3);
        var recent = (await admin.GetAsync("/mobile/dashboard/recent-activity?limit=100")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToList();
        recent.Count.ShouldBe(100);
        recent.ShouldAllBe(a => a.GetProperty("occurred_at").GetDateTimeOffset() <= app.Clock.GetUtcNow());
        recent.Select(a => a.GetProperty("type").GetString()).Distinct().Count().ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task Making_it_again_adds_nothing()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        const string count =
            "select (select count(*) from crm.properties) + (select count(*) from crm.leads) + (select count(*) from crm.visits) + (select count(*) from crm.tasks) + (select count(*) from crm.activities)";
        var before = await app.ScalarAsync<long>(count);

        await using var scope = app.Services.CreateAsyncScope();
        foreach (var part in scope.ServiceProvider.GetServices<IDemoData>())
            await part.SeedAsync(CancellationToken.None);

        (await app.ScalarAsync<long>(count)).ShouldBe(before);
        before.ShouldBeGreaterThan(220);
        scope.ServiceProvider.GetRequiredService<DbSession>().Transaction.ShouldBeNull();
    }
}
