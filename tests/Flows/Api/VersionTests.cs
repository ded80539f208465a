using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Flows.Api;

public sealed partial class VersionTests
{
    private const string Faulty = """
        {"nodes": [
          {"id": "a", "type": "question", "position": {"x": 100, "y": 50.5}, "data": {"text": "Olá {{name}}", "variable": "x"}},
          {"id": "b", "type": "text", "position": {"x": 7, "y": 8}, "data": {"text": "fim"}},
          {"id": "c", "type": "text", "position": {"x": 1, "y": 2}, "data": {"text": "ninguém"}},
          {"id": "s", "type": "start", "position": {"x": 0, "y": 0}}],
         "edges": [{"id": "e0", "source": "s", "target": "a"}, {"id": "e1", "source": "a", "target": "b"}]}
        """;

    [Fact]
    public async Task Conversations_stay_on_the_version_they_began_with_through_publishing_and_rollback()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var flow = await app.FlowAsync(chatbot, FlowsApp.Asking("Um?", "um"));
        await app.LinkAsync(chatbot);
        await app.PublishAsync(flow, "primeira");
        await app.SayAsync("351912345621", "Olá");
        await app.RedrawAsync(flow, FlowsApp.Asking("Dois?", "dois"));
        await app.PublishAsync(flow);
        await app.SayAsync("351912345622", "Olá");

        var back = (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/rollback", new { version = 1, note = "voltar" })).Expect(HttpStatusCode.OK);
        await app.SayAsync("351912345623", "Olá", "sim");
        await app.SayAsync("351912345622", "sim");
        await app.SayAsync("351912345621", "sim");

        back["version"].GetInt32().ShouldBe(3);
        (await app.SaidAsync(await app.ConversationAsync("351912345621"))).ShouldBe(["Um?", "um"]);
        (await app.SaidAsync(await app.ConversationAsync("351912345622"))).ShouldBe(["Dois?", "dois"]);
        (await app.SaidAsync(await app.ConversationAsync("351912345623"))).ShouldBe(["Um?", "um"]);
        var versions = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToList();
        versions.Select(v => v.GetProperty("version").GetInt32()).ShouldBe([3, 2, 1]);
        versions.Select(v => v.GetProperty("is_published").GetBoolean()).ShouldBe([true, false, false]);
        versions.Select(v => v.GetProperty("note").GetString()).ShouldBe(["voltar", null, "primeira"]);
        versions[0].GetProperty("restored_from").GetInt32().ShouldBe(1);
        versions[0].GetProperty("published_by").GetProperty("id").GetInt64().ShouldBe(app.Admin.UserId);
        versions[0].GetProperty("published_by").GetProperty("name").GetString().ShouldBe("Ana Sousa");
        (await app.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action in ('flow.published', 'flow.rolled_back')")).ShouldBe(3);
    }

    [Fact]
    public async Task A_rollback_touches_the_draft_only_when_it_is_asked_to()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking("Um?"));
        await app.PublishAsync(flow);
        var first = await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}");
        var second = await app.RedrawAsync(flow, FlowsApp.Asking("Dois?"));

        (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/rollback", new { version = 1 })).Expect(HttpStatusCode.OK);
        var kept = await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}");
        (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/rollback", new { version = 1, restore_draft = true })).Expect(HttpStatusCode.OK);
        var restored = await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}");

        (first["has_unpublished_changes"].GetBoolean(), first["published_version"].GetInt32()).ShouldBe((false, 1));
        second["has_unpublished_changes"].GetBoolean().ShouldBeTrue();
        kept["canvas_data"].GetRawText().ShouldBe(second["canvas_data"].GetRawText());
        (kept["published_version"].GetInt32(), kept["has_unpublished_changes"].GetBoolean()).ShouldBe((2, true));
        restored["canvas_data"].GetRawText().ShouldBe(first["canvas_data"].GetRawText());
        (restored["published_version"].GetInt32(), restored["has_unpublished_changes"].GetBoolean()).ShouldBe((3, false));
        var unknown = await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/rollback", new { version = 9 });
        (unknown.Status, unknown.Code).ShouldBe((HttpStatusCode.NotFound, "flow.version_not_found"));
    }

    [Fact]
    public async Task A_draft_with_faults_is_not_published_and_says_why_and_where()
    {
        await using var app = await FlowsApp.StartAsync();
        var canvas = Faulty.Replace("\"id\": \"e1\"", "\"id\": \"e1\", \"sourceHandle\": \"nope\"", StringComparison.Ordinal);
        var flow = await app.FlowAsync(await app.ChatbotAsync(), canvas);

        var answer = await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish", new { }, ("Accept-Language", "en"));

        (answer.Status, answer.Error, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "Business Rule Violation", "flow.not_fit"));
        var fault = answer["details"].EnumerateArray().ShouldHaveSingleItem();
        fault.GetProperty("code").GetString().ShouldBe("edge.unknown_handle");
        fault.GetProperty("severity").GetString().ShouldBe("error");
        fault.GetProperty("node_id").GetString().ShouldBe("a");
        fault.GetProperty("edge_id").GetString().ShouldBe("e1");
        fault.GetProperty("message").GetString().ShouldBe("The edge leaves “nope”, which this node does not have: it is never taken.");
        (fault.GetProperty("position").GetProperty("x").GetDouble(), fault.GetProperty("position").GetProperty("y").GetDouble()).ShouldBe((100, 50.5));
        (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}"))["published_version"].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Whom_a_flow_hands_over_to_has_to_be_there()
    {
        await using var app = await FlowsApp.StartAsync();
        var (nobody, chatbot) = (Guid.CreateVersion7(), await app.ChatbotAsync());
        using var agent = await app.Agency.AgentAsync();
        using var viewer = await app.Agency.ViewerAsync();
        var department = (await app.Admin.Http.PostAsync("/api/v1/departments", new { name = "Vendas" })).Expect(HttpStatusCode.Created)["id"].GetGuid();

        foreach (var (target, id) in new[] { ("user_id", "999999999"), ("department_id", $"\"{nobody}\""), ("queue_id", $"\"{nobody}\"") })
        {
            var flow = await app.FlowAsync(chatbot, Handing(target, id));
            var refused = await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish", new { }, ("Accept-Language", "en"));
            (refused.Status, refused.Code).ShouldBe((HttpStatusCode.BadRequest, "flow.not_fit"));
            var fault = refused["details"].EnumerateArray().ShouldHaveSingleItem();
            (fault.GetProperty("code").GetString(), fault.GetProperty("node_id").GetString()).ShouldBe(("handoff.target_unknown", "person"));
            fault.GetProperty("message").GetString().ShouldBe($"There is nobody to hand the conversation to: {target} {id.Trim('"')}.");
            fault.GetProperty("position").GetProperty("x").GetDouble().ShouldBe(7);
        }
        await app.PublishAsync(await app.FlowAsync(chatbot, Handing("user_id", $"{agent.UserId}")));
        await app.PublishAsync(await app.FlowAsync(chatbot, Handing("department_id", $"\"{department}\"")));
        var warned = await app.FlowAsync(chatbot, Handing("user_id", $"{viewer.UserId}"));
        (await app.Admin.Http.PostAsync($"/api/v1/flows/{warned}/validate"))["faults"]
            [0]
            .GetProperty("code")
            .GetString()
            .ShouldBe("handoff.target_cannot_work");
    }

    [Fact]
    public async Task Flows_that_jump_in_a_circle_and_ask_nobody_are_told_of_and_those_that_ask_are_not()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var first = (await app.DrawAsync(chatbot, FlowsApp.Asking()))["id"].GetGuid();
        var second = (await app.DrawAsync(chatbot, Saying(first), isMain: false))["id"].GetGuid();
        (await PublishedAsync(second)).ShouldBeEmpty("The other one still asks, and is not published.");
        await app.RedrawAsync(first, Saying(second));

        var circle = (await PublishedAsync(first)).ShouldHaveSingleItem();
        (circle.GetProperty("code").GetString(), circle.GetProperty("severity").GetString(), circle.GetProperty("node_id").GetString()).ShouldBe(
            ("cycle.across_flows", "warning", "jump")
        );
        circle.GetProperty("position").GetProperty("y").GetDouble().ShouldBe(8);
        circle.GetProperty("args").GetProperty("flows").GetString().ShouldBe("Acolhimento → Acolhimento → Acolhimento");
        await app.RedrawAsync(first, SayingAfterAQuestion(second));
        (await PublishedAsync(first)).ShouldBeEmpty();
        (await PublishedAsync(second)).ShouldBeEmpty();

        async Task<List<JsonElement>> PublishedAsync(Guid flow) =>
            [.. (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish")).Expect(HttpStatusCode.OK)["warnings"].EnumerateArray()];
    }

    [Theory]
    [InlineData("pt-PT", "Nenhum caminho chega a este passo.", "Aqui usa-se «name», que nenhum caminho até este passo preenche.")]
    [InlineData("pt-BR", "Nenhum caminho chega a este passo.", "Aqui se usa «name», que nenhum caminho até este passo preenche.")]
    [InlineData("en", "No way leads to this node.", "“name” is used here, and no way to this node sets it.")]
    public async Task Validating_tells_the_faults_in_the_readers_language(string language, string unreachable, string unset)
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());

        var draft = (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/validate")).Expect(HttpStatusCode.OK);
        var sent = (
            await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/validate", $$"""{"canvas_data": {{Faulty}}}""", ("Accept-Language", language))
        ).Expect(HttpStatusCode.OK);
        var published = (await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish")).Expect(HttpStatusCode.OK);

        (draft["can_publish"].GetBoolean(), draft["faults"].GetArrayLength()).ShouldBe((true, 0));
        sent["can_publish"].GetBoolean().ShouldBeTrue();
        var faults = sent["faults"].EnumerateArray().ToDictionary(f => f.GetProperty("code").GetString()!, f => f);
        faults.Keys.ShouldBe(["node.dead_end", "node.unreachable", "variable.never_set"], ignoreOrder: true);
        faults["node.unreachable"].GetProperty("message").GetString().ShouldBe(unreachable);
        faults["variable.never_set"].GetProperty("message").GetString().ShouldBe(unset);
        (faults["node.dead_end"].GetProperty("position").GetProperty("x").GetInt32(), faults["node.dead_end"].GetProperty("severity").GetString()).ShouldBe(
            (7, "warning")
        );
        published["warnings"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_diff_says_what_changed_and_where()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());
        await app.PublishAsync(flow);
        await app.RedrawAsync(
            flow,
            """
            {"edges": [{"id": "e1", "source": "ask", "target": "more"}, {"id": "e2", "source": "more", "target": "thanks"}], "nodes": [
              {"id": "thanks", "type": "end", "position": {"y": 2e2, "x": 10.0}, "data": {"text": "Obrigado!"}, "selected": true},
              {"id": "more", "type": "text", "data": {"text": "Já vejo."}},
              {"id": "ask", "type": "question", "position": {"x": 11, "y": 20},
               "data": {"text": "Que zona?", "variable": "area", "validation": {"type": "text", "min_length": 2}}}]}
            """
        );

        var diff = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/1/diff/draft")).Expect(HttpStatusCode.OK);
        await app.PublishAsync(flow);
        var back = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/2/diff/1")).Expect(HttpStatusCode.OK);

        diff["nodes.added"].GetRawText().ShouldBe("""[{"id":"more","type":"text"}]""");
        diff["nodes.removed"].GetArrayLength().ShouldBe(0);
        diff["nodes.changed"].GetRawText().ShouldBe("""[{"id":"ask","type":"question","paths":["data.text","data.validation"],"moved":true}]""");
        diff["edges.added"].GetRawText().ShouldBe("""[{"id":"e2","type":null}]""");
        diff["edges.changed"].GetRawText().ShouldBe("""[{"id":"e1","type":null,"paths":["target"],"moved":false}]""");
        back["nodes.removed"].GetRawText().ShouldBe("""[{"id":"more","type":"text"}]""");
        (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/1/diff/7")).Code.ShouldBe("flow.version_not_found");
        (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/1/diff/now")).Code.ShouldBe("flow.version_not_found");
        var shown = (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/1")).Expect(HttpStatusCode.OK);
        shown["canvas_data"].GetRawText().ShouldBe(FlowsApp.Asking().Trim());
    }

    [Fact]
    public async Task A_draft_that_cannot_be_read_cannot_be_compared()
    {
        await using var app = await FlowsApp.StartAsync();
        var flow = await app.FlowAsync(await app.ChatbotAsync(), FlowsApp.Asking());
        await app.PublishAsync(flow);
        await app.RedrawAsync(flow, """{"nodes": [{"id": "\ud83d"}]}""");

        (await app.Admin.Http.GetAsync($"/api/v1/flows/{flow}/versions/1/diff/draft")).Code.ShouldBe("flow.canvas_unreadable");
        var refused = await app.Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish");
        refused["details"][0].GetProperty("code").GetString().ShouldBe("canvas.invalid");
    }

    [Fact]
    public async Task Every_fault_the_engine_finds_has_a_sentence()
    {
        await using var app = await AldravaApp.StartAsync();
        var known = app.Services.GetRequiredService<ErrorMessages>().All(Languages.Default).Select(m => m.Key).ToHashSet();
        var sources = Directory.EnumerateFiles(Repository.PathOf("src", "Flows", "Engine"), "*.cs", SearchOption.AllDirectories);

        var codes = sources.SelectMany(f => FaultCode().Matches(File.ReadAllText(f)).Select(m => m.Groups["code"].Value)).Distinct().ToList();

        codes.ShouldContain(FlowFault.At("edge.missing").Code);
        codes.Where(c => !known.Contains($"flow_fault.{c}")).ShouldBeEmpty("Put flow_fault.{code} in src/Flows/Resources, in all three languages.");
    }

    [GeneratedRegex(@"\b(At|Warning|Fault)\(\s*""(?<code>[a-z_]+\.[a-z_]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FaultCode();

    private static string Handing(string target, string id) =>
        $$"""{"nodes": [{"id": "person", "type": "handoff", "position": {"x": 7, "y": 8}, "data": {"{{target}}": {{id}} } }], "edges": []}""";

    private static string Saying(Guid next) =>
        $$$"""
            {"nodes": [{"id": "hello", "type": "text", "position": {"x": 7, "y": 0}, "data": {"text": "Olá"}},
              {"id": "jump", "type": "jump_to_flow", "position": {"x": 7, "y": 8}, "data": {"flow_id": "{{{next}}}"} }, {"id": "end", "type": "end", "data": {} }],
             "edges": [{"id": "1", "source": "hello", "target": "jump"}, {"id": "2", "source": "jump", "target": "end"}]}
            """;

    private static string SayingAfterAQuestion(Guid next) =>
        Saying(next)
            .Replace("\"type\": \"text\"", "\"type\": \"question\"", StringComparison.Ordinal)
            .Replace("\"text\": \"Olá\"", "\"text\": \"Olá\", \"variable\": \"x\"", StringComparison.Ordinal);
}
