using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Templates;

public sealed class TemplatesTests
{
    private const string Account = "102290129340398";
    private const string Body = """[{"type":"BODY","text":"Olá {{1}}, até {{2}}.","example":{"body_text":[["Marta","amanhã"]]}}]""";

    [Fact]
    public async Task All_pages_are_read_and_what_vanished_is_marked()
    {
        await using var inbox = await StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        inbox.Graph.Templates.PageSize = 10;
        for (var n = 0; n < 25; n++)
            inbox.Graph.Templates.Add(Account, $"modelo_{n}", "pt_PT", n % 2 == 0 ? "APPROVED" : "REJECTED", Body);
        var body = new { whatsapp_number_id = await NumberAsync(inbox) };

        var first = (await admin.Http.PostAsync("/api/v1/templates/sync", body)).Expect(HttpStatusCode.OK);
        var again = (await admin.Http.PostAsync("/api/v1/templates/sync", body)).Expect(HttpStatusCode.OK);
        inbox.Graph.Templates.Remove("modelo_0");
        var later = (await admin.Http.PostAsync("/api/v1/templates/sync", body)).Expect(HttpStatusCode.OK);

        (first["added"].GetInt32(), first["total"].GetInt32()).ShouldBe((25, 25));
        (again["added"].GetInt32(), again["changed"].GetInt32(), again["vanished"].GetInt32()).ShouldBe((0, 0, 0));
        later["vanished"].GetInt32().ShouldBe(1);
        (await admin.Http.GetAsync("/api/v1/templates?status=approved")).Json.GetArrayLength().ShouldBe(12);
        (await admin.Http.GetAsync($"/api/v1/templates?search=_24&whatsapp_number_id={body.whatsapp_number_id}")).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_template_is_made_previewed_and_removed()
    {
        await using var inbox = await StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        using var agent = await inbox.Agency.AgentAsync();
        var wanted = Wanted(await NumberAsync(inbox), "visita_confirmada", Body);

        (await agent.Http.PostAsync("/api/v1/templates", wanted)).Expect(HttpStatusCode.Forbidden);
        var made = (await admin.Http.PostAsync("/api/v1/templates", wanted)).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/templates/{made["id"].GetString()}";
        var missing = (await agent.Http.PostAsync($"{path}/preview", new { variables = new Dictionary<string, string> { ["1"] = "Marta" } })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        var filled = (
            await agent.Http.PostAsync(
                $"{path}/preview",
                """{"components":[{"type":"body","parameters":[{"type":"text","text":"Marta"},{"type":"text","text":"terça"}]}]}"""
            )
        ).Expect(HttpStatusCode.OK);

        foreach (var odd in new[] { "\"\\udc00\\ud800\"", "[{\"\\ud800\":1}]", "[\"a\\u0000\"]" })
            (await agent.Http.PostAsync($"{path}/preview", $$"""{"components":{{odd}}}""")).Expect(HttpStatusCode.UnprocessableEntity);
        (made["status"].GetString(), made["meta_id"].GetString()).ShouldBe(("PENDING", "1000000000001"));
        made["variables"].GetRawText().ShouldBe("""["1","2"]""");
        (missing.Code, missing["details.missing"].GetRawText()).ShouldBe(("template.variables_missing", """["2"]"""));
        filled["body"].GetString().ShouldBe("Olá Marta, até terça.");
        (await admin.Http.PostAsync("/api/v1/templates", wanted)).Expect(HttpStatusCode.Conflict).Code.ShouldBe("template.exists");
        (await admin.Http.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        inbox.Graph.Templates.Count.ShouldBe(0);
        (await admin.Http.GetAsync(path)).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Nome", Body, "body.name")]
    [InlineData("nome", """[{"type":"FOOTER","text":"x"}]""", "body.components")]
    [InlineData("nome", """[{"type":"BODY","text":"Olá {{1}}, bem-vindo."}]""", "body.components[0].example")]
    [InlineData("nome", """[{"type":"BODY","text":"Olá {{2}}, bem-vindo.","example":{"body_text":[["a"]]}}]""", "body.components[0].text")]
    [InlineData("nome", """[{"type":"BODY","text":"Olá {{1}}","example":{"body_text":[["a"]]}}]""", "body.components[0].text")]
    [InlineData("nome", """[{"type":"BODY","text":"Olá."},{"type":"BUTTONS","buttons":[{"type":"URL","text":"Ver"}]}]""", "body.components[1].buttons[0].url")]
    public async Task What_Meta_would_refuse_is_refused_on_its_field(string name, string components, string field)
    {
        await using var inbox = await StartAsync();
        using var admin = await inbox.Agency.AdminAsync();

        var answer = (await admin.Http.PostAsync("/api/v1/templates", Wanted(await NumberAsync(inbox), name, components))).Expect(
            HttpStatusCode.UnprocessableEntity
        );

        answer["details"].EnumerateArray().Select(d => d.GetProperty("field").GetString()).ShouldContain(field);
        inbox.Graph.Templates.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_Meta_refuses_is_told_in_words_and_another_agency_sees_nothing()
    {
        await using var inbox = await StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        using var stranger = await (await Agency.FoundAsync(inbox.App, "OUT")).AdminAsync();
        var number = await NumberAsync(inbox);

        var refused = (await admin.Http.PostAsync("/api/v1/templates", Wanted(number, "refused_one", Body))).Expect(HttpStatusCode.BadRequest);

        (refused.Code, refused["details.code"].GetInt32()).ShouldBe(("graph_api.refused", 132007));
        (await stranger.Http.PostAsync("/api/v1/templates/sync", new { whatsapp_number_id = number })).Expect(HttpStatusCode.NotFound);
        (await stranger.Http.GetAsync("/api/v1/templates")).Json.GetArrayLength().ShouldBe(0);
    }

    private static string Wanted(Guid number, string name, string components) =>
        $$"""{"whatsapp_number_id":"{{number}}","name":"{{name}}","language":"pt_PT","category":"UTILITY","components":{{components}}}""";

    private static Task<Guid> NumberAsync(InboxApp inbox) => inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");

    private static async Task<InboxApp> StartAsync()
    {
        var inbox = await InboxApp.StartAsync();
        await inbox.App.ExecuteAsync($"update inbox.numbers set business_account_id = '{Account}'");
        return inbox;
    }
}
