using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

/// <summary>What the simulator reads of the agency: listings, diaries, other flows, business hours. The clock stands at Tuesday the 10th of March 2026.</summary>
public sealed class SimulateRealThingsTests
{
    private const string Visit = """
        {"nodes": [
          {"id": "find", "type": "find_properties", "data": {"places": "{{message.text}}", "budget": "300 mil", "choose": true}},
          {"id": "lead", "type": "create_lead", "data": {"name": "{{contact.name}}", "property_reference": "{{properties.choice}}"}},
          {"id": "offer", "type": "offer_visit_slots", "data": {}},
          {"id": "book", "type": "schedule_visit", "data": {"notes": "Pelo WhatsApp"}},
          {"id": "done", "type": "end", "data": {"text": "{{visit.property}}, {{visit.when}}, {{visit.agent_name}}", "reason": "booked"}},
          {"id": "nothing", "type": "end", "data": {"text": "Nada."}}],
         "edges": [
          {"id": "1", "source": "find", "sourceHandle": "found", "target": "lead"}, {"id": "2", "source": "find", "sourceHandle": "none", "target": "nothing"},
          {"id": "3", "source": "lead", "target": "offer"}, {"id": "4", "source": "offer", "sourceHandle": "chosen", "target": "book"},
          {"id": "5", "source": "offer", "sourceHandle": "none", "target": "nothing"}, {"id": "6", "source": "book", "sourceHandle": "booked", "target": "done"}]}
        """;

    private const string Counts = """
        select string_agg(line, ' ' order by line) from (
          select table_schema || '.' || table_name || '='
            || (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I.%I', table_schema, table_name), false, true, '')))[1]::text as line
          from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')) t
        """;

    [Fact]
    public async Task Listings_and_times_are_the_agencys_own_a_visit_is_only_pretended_and_no_table_grows()
    {
        await using var app = await FlowsApp.StartAsync();
        using var agent = await app.Agency.AgentAsync("João Teste");
        var reference = await ListAsync(agent);
        var flow = await app.FlowAsync(await app.ChatbotAsync(), Visit);
        await app.Inbox.SettleAsync();
        var before = await app.App.ScalarAsync<string>(Counts);

        var shown = await PlayAsync(app, flow, new { text = "Cascais" });
        var offered = await PlayAsync(app, flow, new { text = reference }, shown);
        var booked = await PlayAsync(app, flow, new { list_id = Rows(offered)[0].Id }, offered);

        (await app.App.ScalarAsync<string>(Counts)).ShouldBe(before);
        before.ShouldNotBeNull().ShouldContain("crm.properties=1");
        Said(shown)[0].ShouldNotBeNull().ShouldStartWith("*T2 com vista*\n");
        Said(shown)[^1].ShouldBe("Qual destes imóveis gostaria de visitar?");
        Rows(shown).Select(r => r.Title).ShouldBe([reference, "Nenhum destes"]);
        Rows(offered)[0].Title.ShouldBe("ter 10 mar, 11:00");
        Said(booked).ShouldBe(["T2 com vista, terça-feira, 10 de março, às 11:00, João Teste"]);
        Turn(booked).GetProperty("requests").GetRawText().ShouldBe("""[{"node_id":"book","kind":"book_visit","failed":null}]""");
        (Turn(booked).GetProperty("status").GetString(), Turn(booked).GetProperty("reason").GetString()).ShouldBe(("ended", "booked"));
        Said(await PlayAsync(app, flow, new { text = "não quero nenhum" }, shown)).ShouldBe(["Nada."]);
    }

    [Fact]
    public async Task A_time_that_is_taken_in_the_real_diary_is_said_to_be_and_the_others_are_offered_again()
    {
        await using var app = await FlowsApp.StartAsync();
        using var agent = await app.Agency.AgentAsync();
        var reference = await ListAsync(agent);
        var flow = await app.FlowAsync(await app.ChatbotAsync(), Visit);
        var offered = await PlayAsync(app, flow, new { text = reference }, await PlayAsync(app, flow, new { text = "Cascais" }));
        var tapped = Rows(offered)[1];
        var property = await app.App.ScalarAsync<long>("select id from crm.properties");
        (await agent.Http.PostAsync("/mobile/visits", new { property_id = property, scheduled_at = tapped.Id[^22..] })).Expect(HttpStatusCode.Created);

        var again = await PlayAsync(app, flow, new { list_id = tapped.Id }, offered);

        Said(again)[0].ShouldBe("Esse horário acabou de ser ocupado. Veja, por favor, os que ainda estão livres.");
        Rows(again).Select(r => r.Title).ShouldNotContain(tapped.Title);
        Turn(again).GetProperty("status").GetString().ShouldBe("waiting");
        (await app.App.ScalarAsync<long>("select count(*) from crm.visits")).ShouldBe(1);
    }

    [Fact]
    public async Task The_diary_is_read_at_the_callers_clock()
    {
        await using var app = await FlowsApp.StartAsync();
        using var agent = await app.Agency.AgentAsync();
        var reference = await ListAsync(agent);
        var flow = await app.FlowAsync(await app.ChatbotAsync(), Visit);

        var shown = await PlayAsync(app, flow, new { text = "Cascais" }, now: "2027-01-04T15:30:00");
        var offered = await PlayAsync(app, flow, new { text = reference }, shown, "2027-01-04T15:30:00");

        Rows(offered)[0].Title.ShouldBe("seg 4 jan, 17:30");
    }

    [Theory]
    [InlineData("""{"language": "en"}""", "351912345678", "Which of these would you like to visit?")]
    [InlineData("""{"language": "pt-PT"}""", "5511912345678", "Qual destes imóveis gostaria de visitar?")]
    [InlineData("""{"language": "pt-BR"}""", "351912345678", "Qual destes imóveis você gostaria de visitar?")]
    [InlineData("{}", "5511912345678", "Qual destes imóveis você gostaria de visitar?")]
    [InlineData("{}", null, "Qual destes imóveis gostaria de visitar?")]
    public async Task Listings_are_shown_in_the_chatbots_language_else_in_that_of_the_number(string settings, string? phone, string question)
    {
        await using var app = await FlowsApp.StartAsync();
        using var agent = await app.Agency.AgentAsync();
        await ListAsync(agent);
        var flow = await app.FlowAsync(await app.ChatbotAsync(JsonSerializer.Deserialize<JsonElement>(settings)), Visit);

        var body = new { contact = new { phone }, messages = new[] { new { text = "Cascais" } } };
        var shown = (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/simulate", body)).Expect(HttpStatusCode.OK);

        Said(shown)[^1].ShouldBe(question);
    }

    [Fact]
    public async Task A_jump_leads_into_the_published_version_of_the_other_flow_and_back()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var other = await app.FlowAsync(chatbot, FlowsApp.Asking("Que zona?", "Anotado."), isMain: false);
        var flow = await app.FlowAsync(chatbot, Jumping(other));
        Said(await PlayAsync(app, flow, new { text = "Olá" })).ShouldBe(["Falhou."], "It is not published yet.");
        await app.PublishAsync(other);
        await app.RedrawAsync(other, FlowsApp.Asking("Por publicar"));

        var asked = await PlayAsync(app, flow, new { text = "Olá" });
        var back = await PlayAsync(app, flow, new { text = "Porto" }, asked);

        Said(asked).ShouldBe(["Que zona?"]);
        (Turn(asked).GetProperty("node_id").GetString(), Turn(asked).GetProperty("flow_id").GetGuid()).ShouldBe(("ask", other));
        Said(back).ShouldBe(["Anotado.", "De volta: Porto"]);
        (Turn(back).GetProperty("status").GetString(), Turn(back).GetProperty("flow_id").ValueKind).ShouldBe(("ended", JsonValueKind.Null));
        Turn(back).GetProperty("steps")[0].GetProperty("flow_id").GetGuid().ShouldBe(other);
    }

    [Fact]
    public async Task A_state_in_a_flow_of_another_chatbot_is_refused()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var other = await app.FlowAsync(chatbot, FlowsApp.Asking(), isMain: false);
        await app.PublishAsync(other);
        var asked = await PlayAsync(app, await app.FlowAsync(chatbot, Jumping(other)), new { text = "Olá" });
        var elsewhere = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());

        var body = new { state = asked["state"].GetString(), messages = new[] { new { text = "Porto" } } };
        var refused = (await app.Admin.Http.PostAsync($"/api/v1/flows/{elsewhere}/simulate", body)).Expect(HttpStatusCode.UnprocessableEntity);

        refused["details"][0].GetProperty("field").GetString().ShouldBe("body.state");
    }

    [Theory]
    [InlineData("2026-03-10T10:00:00", "Aberto.")]
    [InlineData("2026-03-10T22:00:00", "Fechado.")]
    [InlineData("2026-03-14T10:00:00", "Fechado.")]
    public async Task Business_hours_are_the_chatbots_at_the_callers_clock(string now, string said)
    {
        await using var app = await FlowsApp.StartAsync();
        var hours = new { days = new { tue = new[] { new[] { "09:00", "18:00" } } } };
        const string canvas = """
            {"nodes": [
              {"id": "open", "type": "condition",
               "data": {"branches": [{"handle": "yes", "comparisons": [{"variable": "business.open", "operator": "eq", "value": true}]}]}},
              {"id": "yes", "type": "end", "data": {"text": "Aberto."}}, {"id": "no", "type": "end", "data": {"text": "Fechado."}}],
             "edges": [{"id": "1", "source": "open", "sourceHandle": "yes", "target": "yes"}, {"id": "2", "source": "open", "sourceHandle": "else", "target": "no"}]}
            """;
        var flow = await app.FlowAsync(await app.ChatbotAsync(new { business_hours = hours }), canvas);

        Said(await PlayAsync(app, flow, new { text = "Olá" }, now: now)).ShouldBe([said]);
    }

    [Theory]
    [InlineData("en", "Pardon?")]
    [InlineData("pt-PT", "Como?")]
    [InlineData("pt-BR", "Como?")]
    public async Task What_is_not_understood_is_answered_in_the_chatbots_language(string language, string said)
    {
        await using var app = await FlowsApp.StartAsync();
        var settings = new Dictionary<string, object>
        {
            ["language"] = language,
            ["fallback"] = new Dictionary<string, string> { ["pt-PT"] = "Como?", ["en"] = "Pardon?" },
        };
        const string canvas = """
            {"nodes": [{"id": "ask", "type": "question", "data": {"text": "1 ou 2?", "variable": "n", "validation": "number"}}, {"id": "end", "type": "end", "data": {}}],
             "edges": [{"id": "1", "source": "ask", "target": "end"}]}
            """;
        var flow = await app.FlowAsync(await app.ChatbotAsync(settings), canvas);

        var again = await PlayAsync(app, flow, new { text = "hum" }, await PlayAsync(app, flow, new { text = "Olá" }));

        Said(again).ShouldBe([$"{said}\n\n1 ou 2?"]);
    }

    internal static string Jumping(Guid other) =>
        $$$"""
            {"nodes": [
              {"id": "jump", "type": "jump_to_flow", "position": {"x": 3, "y": 4}, "data": {"flow_id": "{{{other}}}"}},
              {"id": "back", "type": "end", "data": {"text": "De volta: {{area}}"}}, {"id": "failed", "type": "end", "data": {"text": "Falhou."}}],
             "edges": [{"id": "1", "source": "jump", "target": "back"}, {"id": "2", "source": "jump", "sourceHandle": "error", "target": "failed"}]}
            """;

    private static async Task<string> ListAsync(Person agent)
    {
        var property = new
        {
            title = "T2 com vista",
            typology = "T2",
            business = "sale",
            price = 295_000,
            municipality = "Cascais",
        };
        return (await agent.Http.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created)["reference"].GetString()!;
    }

    private static async Task<Answer> PlayAsync(FlowsApp app, Guid flow, object message, Answer? after = null, string now = "2026-03-10T09:00:00") =>
        (
            await app.Admin.Http.PostAsync(
                $"/api/v1/flows/{flow}/simulate",
                new
                {
                    now,
                    contact = new { name = "Maria" },
                    state = after?["state"].GetString(),
                    messages = new[] { message },
                }
            )
        ).Expect(HttpStatusCode.OK);

    private static JsonElement Turn(Answer answer) => answer["turns"][0];

    private static string?[] Said(Answer answer) => [.. Turn(answer).GetProperty("said").EnumerateArray().Select(s => s.GetProperty("text").GetString())];

    private static (string Id, string Title)[] Rows(Answer answer) =>
        [
            .. Turn(answer)
                .GetProperty("said")
                .EnumerateArray()
                .Last()
                .GetProperty("content")
                .GetProperty("sections")[0]
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r => (r.GetProperty("id").GetString()!, r.GetProperty("title").GetString()!)),
        ];
}
