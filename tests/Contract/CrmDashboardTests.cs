using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: /mobile/dashboard/*.</summary>
public sealed class CrmDashboardTests(Office office) : IClassFixture<Office>
{
    private const string Activity =
        "type: text, title: text, description: any, entity_type: lead|property|visit|task, entity_id: int, occurred_at: time, actor: any";

    [Fact]
    public async Task The_home_screen_counts_what_the_page_names()
    {
        using var agent = await office.NewAgentAsync();
        var empty = await agent.ReadsAsync("/mobile/dashboard/stats/");
        var property = await agent.ListsAsync();
        var won = await agent.NotesAsync();
        await agent.NotesAsync();
        (await agent.Http.PatchAsync($"/mobile/leads/{won}/status", new { status = "won" })).Expect(HttpStatusCode.OK);
        await agent.BooksAsync(property, "2026-03-10T15:00:00Z");
        await agent.BooksAsync(property, "2026-03-12T15:00:00Z");
        await agent.IdOfAsync("/mobile/tasks", new { title = "Hoje", due_at = "2026-03-10T18:00:00Z" });
        await agent.IdOfAsync("/mobile/tasks", new { title = "Ontem", due_at = "2026-03-09T18:00:00Z" });
        await agent.IdOfAsync("/mobile/tasks", new { title = "Anteontem", due_at = "2026-03-08T18:00:00Z" });

        var stats = await agent.ReadsAsync("/mobile/dashboard/stats");

        foreach (var count in stats.Json.EnumerateObject())
            count.Value.ValueKind.ShouldBe(JsonValueKind.Number, count.Name);
        Raised("properties").ShouldBe(1);
        Raised("active_leads").ShouldBe(1);
        Raised("new_leads").ShouldBe(2);
        Raised("visits_today").ShouldBe(1);
        Raised("visits_this_week").ShouldBe(2);
        Raised("tasks_due_today").ShouldBe(1);
        Raised("overdue").ShouldBe(2);
        Raised("conversion_rate").ShouldBe(50);

        decimal Raised(string name)
        {
            var field = stats.Json.EnumerateObject().First(f => f.Name.Contains(name, StringComparison.Ordinal)).Name;
            return stats[field].GetDecimal() - empty[field].GetDecimal();
        }
    }

    [Fact]
    public async Task Recent_activity_is_newest_first_with_who_did_what()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var lead = await agent.NotesAsync("Sofia Leal");
        (await agent.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted" })).Expect(HttpStatusCode.OK);
        var visit = await agent.BooksAsync(property, "2026-07-10T10:00:00Z", lead);

        var recent = await agent.ReadsAsync("/mobile/dashboard/recent-activity?limit=3");

        recent.Json.ShouldAllBeA(Activity);
        recent.Json.GetArrayLength().ShouldBe(3);
        recent
            .Json.EnumerateArray()
            .Select(a => (a.GetProperty("entity_type").GetString(), a.GetProperty("entity_id").GetInt64()))
            .ShouldBe([("visit", visit), ("lead", lead), ("lead", lead)]);
        recent.Json[0].GetProperty("actor").ToString().ShouldContain("Nuno Novo");
        recent.Json.EnumerateArray().ShouldAllBe(a => a.GetProperty("title").GetString()!.Length > 0);
        (await agent.Http.GetAsync("/mobile/dashboard/recent-activity?limit=x")).ShouldNameFields("query.limit int_parsing");
    }

    [Fact]
    public async Task Both_are_only_for_who_is_signed_in_and_tell_nothing_of_other_agencies()
    {
        await office.Rival.ListsAsync("Segredo da rival");

        (await office.App.Anonymous().GetAsync("/mobile/dashboard/stats")).ShouldFail(401, "Unauthorized", "token.missing");
        foreach (var person in new[] { office.Admin, office.Viewer, office.WithoutAgent })
        {
            await person.ReadsAsync("/mobile/dashboard/stats");
            (await person.ReadsAsync("/mobile/dashboard/recent-activity/")).Text.ShouldNotContain("Segredo da rival");
        }
    }
}
