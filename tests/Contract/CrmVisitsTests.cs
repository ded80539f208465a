using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: GET and POST /mobile/visits, today, upcoming.</summary>
public sealed class CrmVisitsTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData("scheduled_at")]
    [InlineData("scheduled_date")]
    public async Task A_visit_is_booked_with_either_name_of_its_time(string field)
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync("Moradia em Birre");
        var lead = await agent.NotesAsync("Sofia Leal");

        var created = await agent.CreatedAsync(
            "/mobile/visits/",
            new Dictionary<string, object>
            {
                ["property_id"] = property,
                ["lead_id"] = lead,
                [field] = "2026-07-10T15:00:00",
                ["notes"] = "Tocar no 2.º",
            }
        );

        created.Json.ShouldBeA(Shape.Visit);
        created["scheduled_at"].GetString().ShouldStartWith("2026-07-10T14:00:00");
        created["scheduled_date"].GetString().ShouldBe(created["scheduled_at"].GetString());
        (created["duration_minutes"].GetInt32(), created["status"].GetString()).ShouldBe((60, "scheduled"));
        (created["property_title"].GetString(), created["lead_name"].GetString()).ShouldBe(("Moradia em Birre", "Sofia Leal"));
        created["agent_id"].GetInt64().ShouldBe(agent.AgentId);
        (await agent.ReadsAsync($"/mobile/visits/{created["id"]}")).Text.ShouldBe(created.Text);
        (await agent.ReadsAsync("/mobile/visits")).Json.ShouldAllBeA(Shape.Visit);
    }

    [Fact]
    public async Task The_status_may_be_given()
    {
        using var agent = await office.NewAgentAsync();
        var body = new
        {
            property_id = await agent.ListsAsync(),
            scheduled_at = "2026-07-10T15:00:00Z",
            status = "confirmed",
            duration_minutes = 30,
        };

        var created = await agent.CreatedAsync("/mobile/visits", body);

        (created["status"].GetString(), created["duration_minutes"].GetInt32()).ShouldBe(("confirmed", 30));
    }

    [Fact]
    public async Task An_unknown_property_is_404() =>
        (await office.Agent.Http.PostAsync("/mobile/visits", new { property_id = 999_999, scheduled_at = "2026-07-10T15:00:00Z" }))
            .ShouldFail(404, "Not Found", "property.not_found", "Propriedade não encontrada.")["identifier"]
            .GetInt64()
            .ShouldBe(999_999);

    [Fact]
    public async Task An_agent_books_on_properties_of_their_own_only()
    {
        var property = await office.Colleague.ListsAsync();

        (await office.Agent.Http.PostAsync("/mobile/visits", new { property_id = property, scheduled_at = "2026-07-10T15:00:00Z" })).ShouldFail(
            403,
            "Permission Denied",
            message: "Não pode agendar visitas em propriedades de outros agentes"
        );
    }

    [Theory]
    [InlineData("2026-07-11T10:00:00Z", 60, 409)]
    [InlineData("2026-07-11T09:30:00Z", 31, 409)]
    [InlineData("2026-07-11T10:59:00Z", 60, 409)]
    [InlineData("2026-07-11T09:00:00Z", 180, 409)]
    [InlineData("2026-07-11T11:00:00Z", 60, 201)]
    [InlineData("2026-07-11T09:00:00Z", 60, 201)]
    public async Task Overlap_counts_durations(string at, int minutes, int status)
    {
        using var agent = await office.NewAgentAsync();
        var (here, there) = (await agent.ListsAsync(), await agent.ListsAsync("Outra"));
        var first = await agent.BooksAsync(here, "2026-07-11T10:00:00Z");

        var second = await agent.Http.PostAsync(
            "/mobile/visits",
            new
            {
                property_id = there,
                scheduled_at = at,
                duration_minutes = minutes,
            }
        );

        ((int)second.Status).ShouldBe(status, second.Text);
        if (status == 409)
            second
                .ShouldFail(409, "Business Rule Violation", message: "Já existe visita agendada neste horário")["details"]
                .GetProperty("conflicting_visit_id")
                .GetInt64()
                .ShouldBe(first);
    }

    [Fact]
    public async Task Overlap_holds_when_many_book_at_once()
    {
        using var agent = await office.NewAgentAsync();
        var body = new { property_id = await agent.ListsAsync(), scheduled_at = "2026-07-12T10:00:00Z" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => agent.Http.PostAsync("/mobile/visits", body)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(a => a.Status != HttpStatusCode.Created))
            refused.ShouldFail(409, "Business Rule Violation");
    }

    [Fact]
    public async Task A_visit_that_is_booked_is_published()
    {
        var visit = await office.Agent.BooksAsync(await office.Agent.ListsAsync(), "2026-07-13T10:00:00Z");

        var signal = await office.App.ScalarAsync<string>(
            $"select signal_data::text from platform.events where signal_type = 'visit_scheduled' and key = 'visit:{visit}'"
        );

        JsonSerializer
            .Deserialize<JsonElement>(signal.ShouldNotBeNull())
            .ShouldBeA("visit_id: int, property_id: int, property_title: text, lead_name: text?, scheduled_at: time");
    }

    [Fact]
    public async Task Date_from_to_and_status_narrow_the_list()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var first = await agent.BooksAsync(property, "2026-07-14T10:00:00Z");
        var second = await agent.BooksAsync(property, "2026-07-15T10:00:00Z");
        var third = await agent.IdOfAsync(
            "/mobile/visits",
            new
            {
                property_id = property,
                scheduled_at = "2026-07-16T10:00:00Z",
                status = "confirmed",
            }
        );

        (await agent.IdsAsync("/mobile/visits?date=2026-07-15")).ShouldBe([second]);
        (await agent.IdsAsync("/mobile/visits/?from=2026-07-15")).ShouldBe([second, third]);
        (await agent.IdsAsync("/mobile/visits?to=2026-07-15")).ShouldBe([first, second]);
        (await agent.IdsAsync("/mobile/visits?from=2026-07-15T00:00:00Z&to=2026-07-15T23:59:59Z")).ShouldBe([second]);
        (await agent.IdsAsync("/mobile/visits?status=confirmed")).ShouldBe([third]);
        (await agent.Http.GetAsync("/mobile/visits?date=31-07-2026")).ShouldFail(422, "Validation Error");
    }

    [Theory]
    [InlineData("date=0001-01-01")]
    [InlineData("date=9999-12-31")]
    [InlineData("to=1900-01-01")]
    [InlineData("from=9000-12-31")]
    [InlineData("from=9000-12-31T23:59:59&to=9000-12-31")]
    public async Task There_is_nothing_on_days_before_and_after_all_time(string query) =>
        (await office.Agent.IdsAsync($"/mobile/visits?{query}")).ShouldBeEmpty();

    [Fact]
    public async Task Today_is_the_organizations_calendar_day()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var today = await agent.BooksAsync(property, "2026-03-10T23:30:00");
        await agent.BooksAsync(property, "2026-03-11T00:30:00");

        (await agent.IdsAsync("/mobile/visits/today/")).ShouldBe([today]);
    }

    [Fact]
    public async Task Upcoming_shows_the_next_ones_soonest_first_in_the_short_form()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync("Moradia");
        var lead = await agent.NotesAsync("Sofia");
        await agent.BooksAsync(property, "2026-03-01T10:00:00Z");
        var later = await agent.BooksAsync(property, "2026-07-18T10:00:00Z");
        var sooner = await agent.BooksAsync(property, "2026-07-17T10:00:00Z", lead);

        var upcoming = await agent.ReadsAsync("/mobile/visits/upcoming");

        upcoming.Json.ShouldAllBeA(
            "id: int, property_title: text, scheduled_at: time, lead_name: text?, property_reference: text?, status: scheduled|confirmed"
        );
        upcoming.Json.EnumerateArray().Select(v => v.GetProperty("id").GetInt64()).ShouldBe([sooner, later]);
        upcoming.Json[0].GetProperty("lead_name").GetString().ShouldBe("Sofia");
        (await agent.IdsAsync("/mobile/visits/upcoming?limit=1")).ShouldBe([sooner]);
    }

    [Fact]
    public async Task Upcoming_says_so_when_the_property_is_gone()
    {
        using var agent = await office.NewAgentAsync();
        var visit = await agent.BooksAsync(await agent.ListsAsync(), "2026-07-19T10:00:00Z");
        await office.App.ExecuteAsync($"update crm.visits set property_id = null where id = {visit}");

        var gone = (await agent.ReadsAsync("/mobile/visits/upcoming")).Json[0];

        gone.GetProperty("property_title").GetString().ShouldBe("Propriedade desconhecida");
        gone.GetProperty("property_reference").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("0", "greater_than_equal")]
    [InlineData("21", "less_than_equal")]
    [InlineData("x", "int_parsing")]
    public async Task Upcoming_takes_one_to_twenty(string limit, string fault) =>
        (await office.Agent.Http.GetAsync($"/mobile/visits/upcoming?limit={limit}")).ShouldNameFields($"query.limit {fault}");

    [Fact]
    public async Task An_agent_sees_their_own_visits_who_sees_all_sees_all()
    {
        var visit = await office.Colleague.BooksAsync(await office.Colleague.ListsAsync(), "2026-07-20T10:00:00Z");

        (await office.Agent.Http.GetAsync($"/mobile/visits/{visit}")).ShouldFail(404, "Not Found", "visit.not_found", "Visita não encontrada.");
        (await office.Agent.IdsAsync("/mobile/visits?per_page=100")).ShouldNotContain(visit);
        foreach (var person in new[] { office.Admin, office.Viewer })
            (await person.IdsAsync("/mobile/visits?date=2026-07-20")).ShouldContain(visit);
    }
}
