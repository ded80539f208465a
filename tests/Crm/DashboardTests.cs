using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Crm;

public sealed class DashboardTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Stats = "/mobile/dashboard/stats";
    private const string Recent = "/mobile/dashboard/recent-activity";

    [Fact]
    public async Task An_agent_sees_their_own_numbers_and_who_sees_all_the_organizations()
    {
        await agencies.EmptyAsync();
        (await agencies.Agent.GetAsync(Stats)).Expect(HttpStatusCode.OK).Text.ShouldBe(Numbers());
        await WorkAsync(agencies.Agent);
        await WorkAsync(agencies.Colleague);
        await WorkAsync(agencies.Rival);

        (await agencies.Agent.GetAsync(Stats)).Text.ShouldBe(Numbers(3, 2, 5, 2, 4, 2, 2, 2, "40", 1, 1, 3));
        foreach (var caller in new[] { agencies.Admin, agencies.Viewer })
            (await caller.GetAsync(Stats)).Text.ShouldBe(Numbers(6, 4, 10, 4, 8, 4, 4, 4, "40", 2, 2, 6));
        (await agencies.WithoutAgent.GetAsync(Stats)).Text.ShouldBe(Numbers());
    }

    [Fact]
    public async Task What_was_done_last_comes_first_and_an_agent_hears_of_their_own_only()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync("T2 em Alvalade");
        var lead = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");
        await agencies.Colleague.NotesLeadAsync("De um colega");
        await agencies.Rival.NotesLeadAsync("De outra agência");
        (await agencies.Admin.PatchAsync($"/mobile/leads/{lead}/status", new { status = "lost" })).Expect(HttpStatusCode.OK);

        var own = (await agencies.Agent.GetAsync(Recent)).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToArray();
        var all = (await agencies.Viewer.GetAsync(Recent)).Expect(HttpStatusCode.OK);

        own.Select(Title).ShouldBe(["Marta Figueiredo passou a: perdido", "Novo lead: Marta Figueiredo", "Nova propriedade: T2 em Alvalade"]);
        own[0].ShouldHaveFields("type title description entity_type entity_id occurred_at actor");
        own[2].GetProperty("entity_type").GetString().ShouldBe("property");
        own[2].GetProperty("entity_id").GetInt64().ShouldBe(property);
        own[1].GetProperty("actor").GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Number);
        all.Json.EnumerateArray().Select(Title).Count().ShouldBe(4);
        all.Text.ShouldNotContain("De outra agência");
        (await agencies.Agent.GetAsync($"{Recent}?limit=1")).Json.EnumerateArray().Select(Title).ShouldBe(["Marta Figueiredo passou a: perdido"]);
        (await agencies.WithoutAgent.GetAsync(Recent)).Json.GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("dez")]
    public async Task Recent_activity_takes_one_to_a_hundred(string limit) =>
        (await agencies.Agent.GetAsync($"{Recent}?limit={limit}"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("query.limit");

    [Theory]
    [InlineData(Stats)]
    [InlineData(Recent)]
    public async Task It_asks_the_database_once(string path)
    {
        await agencies.Agent.NotesLeadAsync();
        foreach (var caller in new[] { agencies.Agent, agencies.Admin })
        {
            using var commands = new CommandsOfRequest();

            (await caller.Client.GetAsync(path, ("traceparent", commands.TraceParent))).Expect(HttpStatusCode.OK);

            commands.Texts.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task A_stranger_is_asked_to_sign_in()
    {
        using var stranger = agencies.App.Anonymous();

        foreach (var path in new[] { Stats, Recent, "/mobile/tasks", "/mobile/tasks/today", "/mobile/leads/1/timeline" })
            (await stranger.GetAsync(path)).Expect(HttpStatusCode.Unauthorized);
    }

    /// <summary>It is Tuesday the 10th, 9 o'clock: the week began on the 9th.</summary>
    private async Task WorkAsync(Person person)
    {
        var own = new List<long>();
        foreach (var status in new[] { "available", "available", "sold" })
            own.Add((await person.PostAsync("/mobile/properties", new { title = "T2", status })).Expect(HttpStatusCode.Created)["id"].GetInt64());
        foreach (var status in new[] { "new", "contacted", "won", "won", "lost" })
        {
            var lead = await person.NotesLeadAsync();
            await person.PatchAsync($"/mobile/leads/{lead}/status", new { status });
            if (status == "lost")
                await agencies.App.ExecuteAsync($"update crm.leads set created_at = '2026-03-08T23:59:59Z' where id = {lead}");
        }
        await person.BooksAsync(own[0], "2026-03-08T22:00:00Z");
        await person.BooksAsync(own[0], "2026-03-10T08:00:00Z");
        await person.BooksAsync(own[0], "2026-03-10T15:00:00Z");
        await person.BooksAsync(own[0], "2026-03-16T00:00:00Z");
        var cancelled = await person.BooksAsync(own[0], "2026-03-10T18:00:00Z");
        await agencies.App.ExecuteAsync($"update crm.visits set status = 'cancelled' where id = {cancelled}");
        foreach (var due in new[] { "2026-03-09T18:00:00Z", "2026-03-10T08:00:00Z", null, "2026-03-10T10:00:00Z" })
        {
            var task = (await person.PostAsync("/mobile/tasks", new { title = "Ligar", due_at = due })).Expect(HttpStatusCode.Created)["id"].GetInt64();
            if (due?.Contains("T10", StringComparison.Ordinal) == true)
                (await person.PatchAsync($"/mobile/tasks/{task}", new { status = "done" })).Expect(HttpStatusCode.OK);
        }
    }

    private static string Numbers(
        int properties = 0,
        int available = 0,
        int leads = 0,
        int active = 0,
        int newLeads = 0,
        int today = 0,
        int week = 0,
        int upcoming = 0,
        string conversion = "0",
        int dueToday = 0,
        int overdue = 0,
        int open = 0
    ) =>
        $$"""{"total_properties":{{properties}},"active_properties":{{available}},"total_leads":{{leads}},"active_leads":{{active}},"new_leads_this_week":{{newLeads}},"visits_today":{{today}},"visits_this_week":{{week}},"upcoming_visits":{{upcoming}},"conversion_rate":{{conversion}},"tasks_due_today":{{dueToday}},"tasks_overdue":{{overdue}},"open_tasks":{{open}}}""";

    private static string? Title(JsonElement entry) => entry.GetProperty("title").GetString();

    /// <summary>Hears which commands PostgreSQL is sent for one request: all that is done for it bears its trace.</summary>
    private sealed class CommandsOfRequest : IDisposable
    {
        private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
        private readonly ConcurrentQueue<string> _texts = new();
        private readonly ActivityListener _listener;

        public CommandsOfRequest()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.Source.Name == "Npgsql" && activity.TraceId == _trace)
                        _texts.Enqueue($"{activity.DisplayName}: {activity.GetTagItem("db.statement") ?? activity.GetTagItem("db.query.text")}");
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public string TraceParent => $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01";

        public IReadOnlyCollection<string> Texts => _texts;

        public void Dispose() => _listener.Dispose();
    }
}
