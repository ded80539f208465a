using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

public sealed class HistoryTests
{
    [Fact]
    public async Task A_conversation_is_read_step_by_step()
    {
        await using var app = await FlowsApp.StartAsync();
        var (flow, talk) = await TalkAsync(app, "351912345631", FlowsApp.Asking());
        await app.SayAsync("351912345631", "Lisboa");

        var runs = (await app.Admin.Http.GetAsync($"/api/v1/conversations/{talk}/runs")).Expect(HttpStatusCode.OK);
        var run = runs.Json.EnumerateArray().ShouldHaveSingleItem();
        var steps = (await app.Admin.Http.GetAsync($"/api/v1/runs/{run.GetProperty("id").GetGuid()}/steps")).Expect(HttpStatusCode.OK);
        var second = await app.Admin.Http.GetAsync($"/api/v1/runs/{run.GetProperty("id").GetGuid()}/steps?skip=1&limit=1");

        run.GetProperty("flow_id").GetGuid().ShouldBe(flow);
        (run.GetProperty("flow_name").GetString(), run.GetProperty("version").GetInt32(), run.GetProperty("status").GetString()).ShouldBe(
            ("Acolhimento", 1, "ended")
        );
        steps
            .Json.EnumerateArray()
            .Select(s => $"{s.GetProperty("node_id")}|{s.GetProperty("node_type")}|{s.GetProperty("input")}|{s.GetProperty("output")}|{s.GetProperty("error")}")
            .ShouldBe(["ask|question||Que zona procura?|", "ask|question|Lisboa|Lisboa|", "thanks|end||Obrigado!|"]);
        steps.Json.EnumerateArray().ShouldAllBe(s => s.GetProperty("duration_ms").GetInt32() >= 0);
        second.Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("input").GetString().ShouldBe("Lisboa");
        second.Header("X-Total-Count").ShouldBe("3");
    }

    [Fact]
    public async Task Who_may_not_see_the_conversation_does_not_see_its_history()
    {
        await using var app = await FlowsApp.StartAsync();
        var (_, talk) = await TalkAsync(app, "351912345632", FlowsApp.Asking());
        using var owner = await app.Agency.AgentAsync();
        using var colleague = await app.Agency.AgentAsync("Outro Agente");
        var runs = $"/api/v1/conversations/{talk}/runs";
        var steps = $"/api/v1/runs/{(await colleague.Http.GetAsync(runs)).Json[0].GetProperty("id").GetGuid()}/steps";

        await app.App.ExecuteAsync($"update inbox.conversations set assigned_to = {owner.UserId}");

        (await owner.Http.GetAsync(runs)).Expect(HttpStatusCode.OK);
        (await owner.Http.GetAsync(steps)).Expect(HttpStatusCode.OK);
        (await colleague.Http.GetAsync(runs)).Code.ShouldBe("run.conversation_not_found");
        (await colleague.Http.GetAsync(steps)).Code.ShouldBe("run.not_found");
    }

    [Fact]
    public async Task The_canvas_shows_who_entered_left_dropped_out_and_waits()
    {
        await using var app = await FlowsApp.StartAsync();
        var (flow, _) = await TalkAsync(app, "351912345641", FlowsApp.Asking(timesOut: true));
        foreach (var person in new[] { "351912345642", "351912345643" })
            await app.SayAsync(person, "Olá");
        await app.SayAsync("351912345641", "Lisboa");
        app.App.Clock.Advance(TimeSpan.FromSeconds(61));
        await Eventually.BecomesTrueAsync(
            async () => await app.App.ScalarAsync<long>("select count(*) from flows.runs where status = 'waiting'") == 0,
            "timeouts"
        );
        app.App.Clock.Advance(TimeSpan.FromDays(2));
        await app.SayAsync("351912345644", "Olá");

        // Two days on the first administrator's token is over.
        using var admin = await app.Agency.AdminAsync();
        var now = TestClock.Start;
        var all = await admin.Http.GetAsync($"/api/v1/flows/{flow}/counters");
        var first = await admin.Http.GetAsync($"/api/v1/flows/{flow}/counters?version=1&to={now:yyyy-MM-dd}");
        var second = await admin.Http.GetAsync($"/api/v1/flows/{flow}/counters?from={now.AddDays(1):yyyy-MM-dd}");

        all["nodes"]
            .GetRawText()
            .ShouldBe("""[{"node_id":"ask","entered":4,"left":1,"dropped":2,"waiting":1},{"node_id":"thanks","entered":1,"left":1,"dropped":0,"waiting":0}]""");
        first["nodes"][0].GetRawText().ShouldBe("""{"node_id":"ask","entered":3,"left":1,"dropped":2,"waiting":1}""");
        second["nodes"][0].GetRawText().ShouldBe("""{"node_id":"ask","entered":1,"left":0,"dropped":0,"waiting":1}""");
        (await admin.Http.GetAsync($"/api/v1/flows/{flow}/counters?version=5")).Code.ShouldBe("flow.version_not_found");
        (await admin.Http.GetAsync($"/api/v1/flows/{flow}/counters?from=x"))["details"][0].GetProperty("type").GetString().ShouldBe("datetime_parsing");
    }

    [Fact]
    public async Task Many_conversations_at_once_are_all_counted()
    {
        await using var app = await FlowsApp.StartAsync();
        var (flow, _) = await TalkAsync(app, "351912345650", FlowsApp.Asking());
        var people = Enumerable.Range(0, 40).Select(i => $"3519123457{i:00}").ToList();

        await Task.WhenAll(people.Select(p => app.Inbox.PostAsync(app.Inbox.Says(p, "Olá"))));
        await app.Inbox.SettleAsync();
        await Task.WhenAll(people.Select(p => app.Inbox.PostAsync(app.Inbox.Says(p, "Lisboa"))));
        await app.Inbox.SettleAsync();

        var counters = await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/counters");
        counters["nodes"]
            .EnumerateArray()
            .Select(n => (n.GetProperty("entered").GetInt32(), n.GetProperty("left").GetInt32(), n.GetProperty("waiting").GetInt32()))
            .ShouldBe([(41, 40, 1), (40, 40, 0)]);
        (await app.App.ScalarAsync<long>("select count(*) from flows.node_counters where node_id = 'ask'")).ShouldBeGreaterThan(1);
        (await app.App.ScalarAsync<long>("select coalesce(sum(attempts), 0)::bigint from platform.deliveries")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_waited_when_the_chatbot_was_deleted_dropped_out_there()
    {
        await using var app = await FlowsApp.StartAsync();
        var (flow, talk) = await TalkAsync(app, "351912345661", FlowsApp.Asking());
        await app.SayAsync("351912345662", "Olá");
        await app.SayAsync("351912345663", "Olá", "Lisboa");
        var chatbot = await app.App.ScalarAsync<Guid>($"select chatbot_id from flows.flows where id = '{flow}'");

        (await app.Admin.Http.DeleteAsync($"/api/v1/chatbots/{chatbot}")).Status.ShouldBe(HttpStatusCode.NoContent);

        var counters = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/counters")).Expect(HttpStatusCode.OK);
        counters["nodes"]
            .GetRawText()
            .ShouldBe("""[{"node_id":"ask","entered":3,"left":1,"dropped":2,"waiting":0},{"node_id":"thanks","entered":1,"left":1,"dropped":0,"waiting":0}]""");
        (await app.App.ScalarAsync<string>($"select status || ' ' || reason from flows.runs where conversation_id = '{talk}'")).ShouldBe(
            "handed_over chatbot_deleted"
        );
    }

    [Fact]
    public async Task Who_waited_in_another_flow_when_they_were_erased_dropped_out_there()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var other = await app.FlowAsync(chatbot, FlowsApp.Asking(), isMain: false);
        await app.PublishAsync(other);
        var main = await app.FlowAsync(chatbot, SimulateRealThingsTests.Jumping(other));
        await app.PublishAsync(main);
        await app.LinkAsync(chatbot);
        await app.SayAsync("351912345664", "Olá");
        var waiting = (await app.Admin.Http.GetAsync($"/api/v1/flows/{other}/counters")).Expect(HttpStatusCode.OK);
        var passed = (await app.Admin.Http.GetAsync($"/api/v1/flows/{main}/counters")).Expect(HttpStatusCode.OK);

        (await app.Admin.Http.PostAsync("/api/privacy/erase", new { phone = "351912345664", confirm = true })).Expect(HttpStatusCode.OK);

        waiting["nodes"][0].GetRawText().ShouldBe("""{"node_id":"ask","entered":1,"left":0,"dropped":0,"waiting":1}""");
        passed["nodes"].EnumerateArray().Sum(n => n.GetProperty("waiting").GetInt32()).ShouldBe(0);
        var counters = (await app.Admin.Http.GetAsync($"/api/v1/flows/{other}/counters")).Expect(HttpStatusCode.OK);
        counters["nodes"][0].GetRawText().ShouldBe("""{"node_id":"ask","entered":1,"left":0,"dropped":1,"waiting":0}""");
    }

    [Fact]
    public async Task What_a_flow_notes_when_it_hands_over_is_read_by_the_team_and_not_by_the_customer()
    {
        await using var app = await FlowsApp.StartAsync();
        const string canvas = """
            {"nodes": [{"id": "ask", "type": "question", "data": {"text": "Que zona?", "variable": "area"}},
              {"id": "person", "type": "handoff", "data": {"text": "Já chamo.", "note": "Procura em {{area}}."}}],
             "edges": [{"id": "1", "source": "ask", "target": "person"}]}
            """;
        var (_, talk) = await TalkAsync(app, "351912345665", canvas);
        await app.SayAsync("351912345665", "Lisboa");

        var note = (await app.Admin.Http.GetAsync($"/api/v1/conversations/{talk}/notes"))
            .Expect(HttpStatusCode.OK)
            .Json.EnumerateArray()
            .ShouldHaveSingleItem();
        (note.GetProperty("text").GetString(), note.GetProperty("user_id").ValueKind, note.GetProperty("user_name").ValueKind).ShouldBe(
            ("Procura em Lisboa.", JsonValueKind.Null, JsonValueKind.Null)
        );
        (await app.SaidAsync(talk)).ShouldBe(["Que zona?", "Já chamo."]);
    }

    [Fact]
    public async Task A_flow_nobody_published_has_no_counters()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());

        var answer = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/counters")).Expect(HttpStatusCode.OK);

        (answer["version"].ValueKind, answer["nodes"].GetArrayLength()).ShouldBe((JsonValueKind.Null, 0));
    }

    private static async Task<(Guid Flow, Guid Talk)> TalkAsync(FlowsApp app, string waId, string canvas)
    {
        var chatbot = await app.ChatbotAsync();
        var flow = await app.FlowAsync(chatbot, canvas);
        await app.PublishAsync(flow);
        await app.LinkAsync(chatbot);
        await app.SayAsync(waId, "Olá");
        return (flow, await app.ConversationAsync(waId));
    }
}
