using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

public sealed class SimulateTests
{
    private const string Lead = """
        {"nodes": [
          {"id": "ask", "type": "question", "data": {"text": "Para quando, {{contact.name}}?", "variable": "day", "validation": "date",
            "retry_text": "Um dia, por favor.", "timeout_seconds": 3600}},
          {"id": "lead", "type": "create_lead", "data": {"name": "{{contact.name}}"}},
          {"id": "done", "type": "end", "data": {"text": "Lead {{lead.id}}, {{lead.agent_name}}: {{day}}"}},
          {"id": "failed", "type": "end", "data": {"text": "Correu mal."}},
          {"id": "late", "type": "end", "data": {"text": "Até outro dia."}}],
         "edges": [
          {"id": "1", "source": "ask", "target": "lead"}, {"id": "2", "source": "lead", "target": "done"},
          {"id": "3", "source": "lead", "sourceHandle": "error", "target": "failed"},
          {"id": "4", "source": "ask", "sourceHandle": "timeout", "target": "late"}]}
        """;

    [Fact]
    public async Task A_conversation_is_played_with_the_callers_clock_and_without_effects()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), Lead);

        var answer = await SimulateAsync(
            app,
            flow,
            new
            {
                now = "2027-01-10T09:00:00",
                contact = new { name = "Maria" },
                messages = new object[] { new { text = "Olá" }, new { image = "" }, new { text = "amanhã" } },
                results = new { lead = new { lead_id = 77, agent_name = "Rui" } },
            }
        );

        answer.Expect(HttpStatusCode.OK);
        var turns = answer["turns"].EnumerateArray().ToList();
        Said(turns[0]).ShouldBe(["Para quando, Maria?"]);
        turns[0].GetProperty("status").GetString().ShouldBe("waiting");
        turns[0].GetProperty("node_id").GetString().ShouldBe("ask");
        turns[0].GetProperty("deadline").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2027, 1, 10, 10, 0, 0, TimeSpan.Zero));
        Said(turns[1]).ShouldBe(["Um dia, por favor."]);
        turns[1].GetProperty("steps")[0].GetProperty("error").GetString().ShouldBe("not_a_text");
        Said(turns[2]).ShouldBe(["Lead 77, Rui: 2027-01-11"]);
        turns[2].GetProperty("requests").GetRawText().ShouldBe("""[{"node_id":"lead","kind":"create_lead","failed":null}]""");
        turns[2].GetProperty("variables").GetProperty("day").GetString().ShouldBe("2027-01-11");
        (turns[2].GetProperty("status").GetString(), turns[2].GetProperty("reason").GetString()).ShouldBe(("ended", "completed"));
        (
            await app.App.ScalarAsync<long>(
                "select (select count(*) from crm.leads) + (select count(*) from flows.runs) + (select count(*) from inbox.messages)"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task It_goes_on_from_the_state_that_came_back_and_time_passes()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), Lead);
        var first = (await SimulateAsync(app, flow, new { now = "2027-01-10T09:00:00Z", messages = new[] { new { text = "Olá" } } })).Expect(HttpStatusCode.OK);

        var state = first["state"].GetString();
        var early = (
            await SimulateAsync(
                app,
                flow,
                new
                {
                    now = first["now"],
                    state,
                    messages = new[] { new { timeout_after_minutes = 59 }, new { timeout_after_minutes = 1 } },
                }
            )
        ).Expect(HttpStatusCode.OK);
        var failed = (
            await SimulateAsync(
                app,
                flow,
                new
                {
                    now = first["now"],
                    state,
                    messages = new[] { new { text = "hoje" } },
                    results = new { lead = new { error = "no_leads" } },
                }
            )
        ).Expect(HttpStatusCode.OK);

        Said(early["turns"][0]).ShouldBeEmpty();
        early["turns"][0].GetProperty("warnings")[0].GetProperty("subject").GetString().ShouldBe("not_due");
        Said(early["turns"][1]).ShouldBe(["Até outro dia."]);
        early["now"].GetDateTimeOffset().ShouldBe(new DateTimeOffset(2027, 1, 10, 10, 0, 0, TimeSpan.Zero));
        Said(failed["turns"][0]).ShouldBe(["Correu mal."]);
        failed["turns"][0].GetProperty("requests")[0].GetProperty("failed").GetString().ShouldBe("no_leads");
    }

    [Fact]
    public async Task It_plays_a_version_or_the_canvas_that_is_sent()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking("Um?"));
        await app.PublishAsync(flow);
        await app.RedrawAsync(flow, FlowsApp.Asking("Dois?"));
        var hello = """[{"text": "Olá"}]""";

        Said((await SimulateAsync(app, flow, $$"""{"messages": {{hello}}}"""))["turns"][0]).ShouldBe(["Dois?"]);
        Said((await SimulateAsync(app, flow, $$"""{"messages": {{hello}}, "version": 1}"""))["turns"][0]).ShouldBe(["Um?"]);
        Said((await SimulateAsync(app, flow, $$"""{"messages": {{hello}}, "canvas_data": {{FlowsApp.Asking("Três?")}}}"""))["turns"][0]).ShouldBe(["Três?"]);
        (await SimulateAsync(app, flow, $$"""{"messages": {{hello}}, "version": 8}""")).Code.ShouldBe("flow.version_not_found");
        var broken = await SimulateAsync(app, flow, $$"""{"messages": {{hello}}, "canvas_data": {"nodes": []} }""");
        (broken.Status, broken.Code).ShouldBe((HttpStatusCode.BadRequest, "flow.not_fit"));
    }

    [Theory]
    [InlineData("""{"messages": [{"text": "a", "image": "b"}]}""", "body.messages[0].text", "one_of_messages")]
    [InlineData("""{"messages": [{}]}""", "body.messages[0].text", "one_of_messages")]
    [InlineData("""{"messages": [null]}""", "body.messages", "model_type")]
    [InlineData("""{}""", "body.messages", "missing")]
    [InlineData("""{"messages": [{"timeout_after_minutes": 0}]}""", "body.messages[0].timeout_after_minutes", "greater_than_equal")]
    [InlineData("""{"messages": [], "now": "0001-01-01T00:00:00Z"}""", "body.now", "datetime_type")]
    [InlineData("""{"messages": [], "state": "garbage!"}""", "body.state", "value_error")]
    [InlineData("""{"messages": [], "state": "bm9uZQ"}""", "body.state", "value_error")]
    public async Task What_makes_no_sense_is_refused_on_its_field(string body, string field, string type)
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());

        var answer = (await SimulateAsync(app, flow, body)).Expect(HttpStatusCode.UnprocessableEntity);

        answer["details"].EnumerateArray().Select(d => (d.GetProperty("field").GetString(), d.GetProperty("type").GetString())).ShouldContain((field, type));
    }

    [Fact]
    public async Task More_than_a_hundred_messages_at_once_are_refused()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());

        var answer = await SimulateAsync(app, flow, new { messages = Enumerable.Repeat(new { text = "a" }, 101) });

        (answer.Status, answer["details"][0].GetProperty("type").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "too_long"));
    }

    private static Task<Answer> SimulateAsync(FlowsApp app, Guid flow, object body) => app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/simulate", body);

    private static string?[] Said(JsonElement turn) => [.. turn.GetProperty("said").EnumerateArray().Select(s => s.GetProperty("text").GetString())];
}
