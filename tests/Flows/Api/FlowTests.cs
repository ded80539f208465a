using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

public sealed class FlowTests
{
    private const string Odd = """
        { "viewport" :{"x":1.0e2,"y":-0.00,"zoom":1.000},	"nodes":[ {"id":"a","id":"b", "type":"end","data":{"text":"caf\u00e9 é \/ \ud83d\ude00 😀"}}  ],
          "edges":[], "extra": [null,true , 1E-7, 12345678901234567890123], "half": "\ud83d" }
        """;

    [Fact]
    public async Task A_canvas_comes_back_byte_for_byte()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var canvas = Odd.Trim();

        var made = await app.DrawAsync(chatbot, canvas);
        var path = $"/api/v1/flows/{made["id"].GetGuid()}";
        var changed = await app.RedrawAsync(made["id"].GetGuid(), canvas + " ");

        RawCanvas(made).ShouldBe(canvas);
        RawCanvas(changed).ShouldBe(canvas);
        RawCanvas(await app.Admin.Http.GetAsync(path)).ShouldBe(canvas);
        var list = (await app.Admin.Http.GetAsync($"/api/v1/flows/?chatbot_id={chatbot}")).Expect(HttpStatusCode.OK);
        list["items"][0].GetProperty("canvas_data").GetRawText().ShouldBe(canvas);
        (await app.App.ScalarAsync<string>("select canvas_data from flows.flows")).ShouldBe(canvas);
    }

    [Fact]
    public async Task A_canvas_of_two_million_characters_is_kept_and_one_more_is_refused()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        const string Frame = """{"nodes":[],"edges":[],"note":""}""";
        var full = Frame.Insert(Frame.Length - 2, new string('é', 2_000_000 - Frame.Length));

        var made = await app.DrawAsync(chatbot, full);
        var over = await app.Admin.Http.PutAsync($"/api/v1/flows/{made["id"].GetGuid()}", $$"""{"canvas_data": {{full.Insert(full.Length - 2, "a")}}}""");

        RawCanvas(await app.Admin.Http.GetAsync($"/api/v1/flows/{made["id"].GetGuid()}")).ShouldBe(full);
        (over.Status, over["details"][0].GetProperty("type").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "canvas_too_large"));
    }

    [Fact]
    public async Task A_flow_has_the_fields_of_the_contract_and_pages_of_its_chatbot()
    {
        await using var app = await FlowsApp.StartAsync();
        var (chatbot, other) = (await app.ChatbotAsync(), await app.ChatbotAsync());
        var made = (
            await app.Admin.Http.PostAsync(
                "/api/v1/flows/",
                $$"""{"chatbot_id": "{{chatbot}}", "name": "Um", "description": "d", "trigger": {"keyword": "olá", "n": 1e400} }"""
            )
        ).Expect(HttpStatusCode.Created);
        for (var i = 0; i < 2; i++)
            await app.FlowAsync(chatbot, FlowsApp.Asking(), isMain: false);
        await app.FlowAsync(other, FlowsApp.Asking());

        made.Json.EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe([
                "id",
                "chatbot_id",
                "name",
                "description",
                "is_main",
                "trigger",
                "canvas_data",
                "published_version",
                "has_unpublished_changes",
                "revision",
                "created_at",
                "updated_at",
            ]);
        made["trigger"].GetRawText().ShouldBe("""{"keyword": "olá", "n": 1e400}""");
        made["canvas_data"].GetRawText().ShouldBe("""{"nodes":[],"edges":[],"viewport":{"x":0,"y":0,"zoom":1}}""");
        var second = (await app.Admin.Http.GetAsync($"/api/v1/flows?chatbot_id={chatbot}&page=2&per_page=2")).Expect(HttpStatusCode.OK);
        (second["total"].GetInt32(), second["page"].GetInt32(), second["per_page"].GetInt32(), second["items"].GetArrayLength()).ShouldBe((3, 2, 2, 1));
        var missing = await app.Admin.Http.GetAsync("/api/v1/flows");
        (missing.Status, missing.Code, missing["details"][0].GetProperty("field").GetString(), missing["details"][0].GetProperty("type").GetString()).ShouldBe(
            (HttpStatusCode.UnprocessableEntity, "validation.failed", "query.chatbot_id", "missing")
        );
        (await app.Admin.Http.GetAsync("/api/v1/flows?chatbot_id=abc"))["details"][0].GetProperty("type").GetString().ShouldBe("uuid_parsing");
    }

    [Fact]
    public async Task What_is_no_canvas_is_refused_on_its_field()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();

        var answer = await app.Admin.Http.PostAsync("/api/v1/flows", $$"""{"chatbot_id": "{{chatbot}}", "name": "", "canvas_data": "nodes", "trigger": [1]}""");

        answer.Expect(HttpStatusCode.UnprocessableEntity);
        answer["details"]
            .EnumerateArray()
            .Select(d => d.GetProperty("field").GetString())
            .ShouldBe(["body.name", "body.canvas_data", "body.trigger"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_chatbot_has_one_main_flow_however_many_ask_at_once()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var flows = new List<Guid>();
        for (var i = 0; i < 6; i++)
            flows.Add(await app.FlowAsync(chatbot, FlowsApp.Asking(), isMain: i == 0));

        var answers = await Task.WhenAll(flows.Select(f => app.Admin.Http.PutAsync($"/api/v1/flows/{f}", new { is_main = true })));
        var created = await app.FlowAsync(chatbot, FlowsApp.Asking());

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await app.App.ScalarAsync<Guid>("select id from flows.flows where is_main")).ShouldBe(created);
        (await app.App.ScalarAsync<long>("select count(*) from flows.flows where is_main")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_authors_do_not_overwrite_each_other()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var made = await app.DrawAsync(chatbot, FlowsApp.Asking());
        var path = $"/api/v1/flows/{made["id"].GetGuid()}";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(i => app.Admin.Http.PutAsync(path, new { name = $"Autor {i}" }, ("If-Match", made.Header("ETag")!)))
        );

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Status == HttpStatusCode.Conflict && a.Code == "record.stale");
        var flow = await app.Admin.Http.GetAsync(path);
        flow["revision"].GetInt32().ShouldBe(2);
        (await app.Admin.Http.DeleteAsync(path, ("If-Match", "\"1\""))).Code.ShouldBe("record.stale");
        (await app.Admin.Http.PostAsync($"{path}/publish", new { }, ("If-Match", "\"1\""))).Code.ShouldBe("record.stale");
    }

    [Fact]
    public async Task A_repeated_request_makes_one_flow()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = await app.Admin.Http.PostAsync("/api/v1/flows", new { chatbot_id = chatbot, name = "Um" }, key);
        var again = await app.Admin.Http.PostAsync("/api/v1/flows", new { chatbot_id = chatbot, name = "Um" }, key);

        again.Expect(HttpStatusCode.Created).Text.ShouldBe(first.Text);
        (await app.App.ScalarAsync<long>("select count(*) from flows.flows")).ShouldBe(1);
    }

    [Fact]
    public async Task Conversations_come_to_the_end_of_a_flow_that_was_deleted()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var flow = await app.FlowAsync(chatbot, FlowsApp.Asking());
        await app.PublishAsync(flow);
        await app.LinkAsync(chatbot);
        await app.SayAsync("351912345611", "Olá");

        (await app.Admin.Http.DeleteAsync($"/api/v1/flows/{flow}")).Expect(HttpStatusCode.NoContent);
        await app.SayAsync("351912345611", "Lisboa");
        await app.SayAsync("351912345612", "Olá");

        (await app.SaidAsync(await app.ConversationAsync("351912345611"))).ShouldBe(["Que zona procura?", "Obrigado!"]);
        (await app.SaidAsync(await app.ConversationAsync("351912345612"))).ShouldBeEmpty();
        (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}")).Code.ShouldBe("flow.not_found");
        (await app.Admin.Http.DeleteAsync($"/api/v1/flows/{flow}")).Code.ShouldBe("flow.not_found");
        (await app.Admin.Http.GetAsync($"/api/v1/flows?chatbot_id={chatbot}"))["total"].GetInt32().ShouldBe(0);
        (await app.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'flow.deleted'")).ShouldBe(1);
    }

    private static string RawCanvas(Answer answer) => answer["canvas_data"].GetRawText();
}
