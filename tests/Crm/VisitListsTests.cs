using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Crm;

public sealed class VisitListsTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Visits_are_listed_by_day_and_period_as_the_organization_counts_days()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        // Lisbon is an hour ahead of UTC in July: this is the 1st there.
        var first = await agencies.Agent.BooksAsync(property, "2026-06-30T23:30:00Z", 15);
        var second = await agencies.Agent.BooksAsync(property, "2026-07-01T22:30:00Z", 15);
        var third = await agencies.Agent.BooksAsync(property, "2026-07-01T23:00:00Z", 15);
        await agencies.App.ExecuteAsync($"update crm.visits set status = 'confirmed' where id = {third}");

        async Task Finds(string query, params long[] ids) => (await agencies.Agent.IdsAsync($"/mobile/visits?{query}")).ShouldBe(ids);

        await Finds("date=2026-07-01", first, second);
        await Finds("from=2026-07-02", third);
        await Finds("to=2026-07-01", first, second);
        await Finds("from=2026-07-01&to=2026-07-02", first, second, third);
        await Finds("from=2026-07-01T22:30:00Z&to=2026-07-01T23:00:00Z", second);
        await Finds("status=confirmed", third);
        await Finds("status=in_progress");
        (await agencies.Agent.GetAsync("/mobile/visits?date=ontem"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("query.date");
    }

    [Fact]
    public async Task Today_is_the_organizations_calendar_day()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.BooksAsync(property, "2026-03-09T23:00:00Z");
        var morning = await agencies.Agent.BooksAsync(property, "2026-03-10T00:00:00Z");
        var night = await agencies.Agent.BooksAsync(property, "2026-03-10T23:59:00Z");
        await agencies.Agent.BooksAsync(property, "2026-03-11T12:00:00Z");

        (await agencies.Agent.IdsAsync("/mobile/visits/today")).ShouldBe([morning, night]);
        (await agencies.Colleague.IdsAsync("/mobile/visits/today")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Upcoming_shows_the_next_visits_that_will_take_place_soonest_first()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync("T2 em Alvalade");
        var lead = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");
        await agencies.Agent.BooksAsync(property, "2026-03-10T08:30:00Z", 5);
        var ids = new List<long>();
        for (var day = 20; day > 12; day--)
            ids.Insert(0, await agencies.Agent.BooksAsync(property, $"2026-03-{day}T10:00:00Z", leadId: day == 13 ? lead : null));
        await agencies.App.ExecuteAsync($"update crm.visits set status = 'cancelled' where id = {ids[1]}");
        await agencies.App.ExecuteAsync($"update crm.visits set status = 'confirmed' where id = {ids[2]}");

        var upcoming = (await agencies.Agent.GetAsync("/mobile/visits/upcoming")).Expect(HttpStatusCode.OK);

        upcoming.Json.EnumerateArray().Select(v => v.GetProperty("id").GetInt64()).ShouldBe([ids[0], ids[2], ids[3], ids[4], ids[5]]);
        upcoming
            .Json[0]
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["id", "property_title", "scheduled_at", "lead_name", "property_reference", "status"], ignoreOrder: true);
        upcoming.Json[0].GetProperty("property_title").GetString().ShouldBe("T2 em Alvalade");
        upcoming.Json[0].GetProperty("property_reference").GetString().ShouldBe("IMV-2026-0001");
        upcoming.Json[0].GetProperty("lead_name").GetString().ShouldBe("Marta Figueiredo");
        upcoming.Json[1].GetProperty("lead_name").ValueKind.ShouldBe(JsonValueKind.Null);
        upcoming.Json[1].GetProperty("status").GetString().ShouldBe("confirmed");
        (await agencies.Agent.IdsAsync("/mobile/visits/upcoming?limit=20")).Length.ShouldBe(7);
        (await agencies.Agent.IdsAsync("/mobile/visits/upcoming?limit=1")).ShouldBe([ids[0]]);
        (await agencies.Colleague.IdsAsync("/mobile/visits/upcoming")).ShouldBeEmpty();
        (await agencies.Admin.IdsAsync("/mobile/visits/upcoming")).Length.ShouldBe(5);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("21")]
    [InlineData("-1")]
    [InlineData("cinco")]
    public async Task Upcoming_takes_one_to_twenty(string limit) =>
        (await agencies.Agent.GetAsync($"/mobile/visits/upcoming?limit={limit}"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("query.limit");

    [Fact]
    public async Task A_visit_outlives_its_property_and_says_so()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var visit = await agencies.Agent.BooksAsync(property, "2026-04-10T10:00:00Z");
        await agencies.App.ExecuteAsync($"delete from crm.properties where id = {property}");

        var upcoming = await agencies.Agent.GetAsync("/mobile/visits/upcoming");
        var english = await agencies.Agent.Client.GetAsync($"/mobile/visits/{visit}", ("Accept-Language", "en"));

        upcoming.Json[0].GetProperty("property_title").GetString().ShouldBe("Propriedade desconhecida");
        upcoming.Json[0].GetProperty("property_reference").ValueKind.ShouldBe(JsonValueKind.Null);
        english["property_title"].GetString().ShouldBe("Unknown property");
    }
}
