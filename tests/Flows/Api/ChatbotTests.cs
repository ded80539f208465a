using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Flows.Api;

public sealed class ChatbotTests
{
    [Fact]
    public async Task A_chatbot_is_made_read_changed_and_listed()
    {
        await using var app = await FlowsApp.StartAsync();
        var hours = new Dictionary<string, string[][]>
        {
            ["mon"] =
            [
                ["09:00", "13:00"],
                ["14:00", "18:00"],
            ],
            ["sun"] = [],
        };
        var settings = new
        {
            fallback = "Não percebi.",
            business_hours = new { time_zone = "Europe/Lisbon", days = hours },
            handoff = new { user_id = 7 },
        };

        var made = (
            await app.Admin.Http.PostAsync(
                "/api/v1/chatbots",
                new
                {
                    name = " Recepção ",
                    description = "Recebe",
                    settings,
                }
            )
        ).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/chatbots/{made["id"].GetGuid()}";
        var changed = (await app.Admin.Http.PutAsync(path, new { is_active = false })).Expect(HttpStatusCode.OK);

        made.Header("Location").ShouldBe(path);
        made["name"].GetString().ShouldBe("Recepção");
        JsonElement.DeepEquals(made["settings"], JsonSerializer.SerializeToElement(settings)).ShouldBeTrue(made.Text);
        changed["is_active"].GetBoolean().ShouldBeFalse();
        changed["description"].GetString().ShouldBe("Recebe");
        (await app.Admin.Http.GetAsync(path)).Text.ShouldBe(changed.Text);
        var list = (await app.Admin.Http.GetAsync("/api/v1/chatbots/?skip=0&limit=10")).Expect(HttpStatusCode.OK);
        list.Json.EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(made["id"].GetGuid());
        list.Header("X-Total-Count").ShouldBe("1");
    }

    [Theory]
    [InlineData("""{"colour": "red"}""", "settings.colour", "extra_forbidden")]
    [InlineData("""{"fallback": 3}""", "settings.fallback", "string_type")]
    [InlineData("""{"fallback": "a\u0000b"}""", "settings.fallback", "string_nul")]
    [InlineData("""{"fallback": " "}""", "settings.fallback", "message_length")]
    [InlineData("""{"fallback": {"de": "Wie bitte?"}}""", "settings.fallback.de", "extra_forbidden")]
    [InlineData("""{"fallback": {"pt-PT": "Não percebi.", "en": ""}}""", "settings.fallback.en", "message_length")]
    [InlineData("""{"fallback": {"en": 3}}""", "settings.fallback.en", "string_type")]
    [InlineData("""{"fallback": {}}""", "settings.fallback", "missing")]
    [InlineData("""{"language": "de"}""", "settings.language", "enum")]
    [InlineData("""{"language": 1}""", "settings.language", "string_type")]
    [InlineData("""[]""", "settings", "model_type")]
    [InlineData("""{"business_hours": {"days": {"monday": []}}}""", "settings.business_hours.days.monday", "extra_forbidden")]
    [InlineData("""{"business_hours": {}}""", "settings.business_hours.days", "missing")]
    [InlineData("""{"business_hours": {"time_zone": "Europe/Lisboa", "days": {}}}""", "settings.business_hours.time_zone", "time_zone")]
    [InlineData("""{"business_hours": {"days": {"mon": "all day"}}}""", "settings.business_hours.days.mon", "list_type")]
    [InlineData("""{"business_hours": {"days": {"mon": [["9:00","18:00"]]}}}""", "settings.business_hours.days.mon[0]", "opening_hours")]
    [InlineData("""{"business_hours": {"days": {"mon": [["18:00","09:00"]]}}}""", "settings.business_hours.days.mon[0]", "opening_hours")]
    [InlineData("""{"business_hours": {"days": {"mon": [["09:00","13:00"],["12:59","18:00"]]}}}""", "settings.business_hours.days.mon[1]", "opening_hours")]
    [InlineData("""{"handoff": {"user_id": "7"}}""", "settings.handoff.user_id", "int_type")]
    [InlineData("""{"handoff": {"department_id": "sales"}}""", "settings.handoff.department_id", "uuid_type")]
    public async Task Settings_that_nobody_could_read_are_refused_on_their_field(string settings, string field, string type)
    {
        await using var app = await FlowsApp.StartAsync();

        var answer = await app.Admin.Http.PostAsync("/api/v1/chatbots", $$"""{"name": "Bot", "settings": {{settings}}}""");

        answer.Expect(HttpStatusCode.UnprocessableEntity);
        var fault = answer["details"].EnumerateArray().ShouldHaveSingleItem();
        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe(($"body.{field}", type));
    }

    [Fact]
    public async Task Two_authors_do_not_overwrite_each_other()
    {
        await using var app = await FlowsApp.StartAsync();
        var path = $"/api/v1/chatbots/{await app.ChatbotAsync()}";
        var etag = (await app.Admin.Http.GetAsync(path)).Header("ETag")!;

        (await app.Admin.Http.PutAsync(path, new { name = "Um" }, ("If-Match", etag))).Expect(HttpStatusCode.OK);
        var second = await app.Admin.Http.PutAsync(path, new { name = "Dois" }, ("If-Match", etag));

        (second.Status, second.Code).ShouldBe((HttpStatusCode.Conflict, "record.stale"));
        (second["details.your_version"].GetInt32(), second["details.current_version"].GetInt32()).ShouldBe((1, 2));
        (await app.Admin.Http.GetAsync(path))["name"].GetString().ShouldBe("Um");
    }

    [Fact]
    public async Task Agents_read_and_do_not_write()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var flow = await app.FlowAsync(chatbot, FlowsApp.Asking());
        using var agent = await app.Agency.AgentAsync();

        (await agent.Http.GetAsync($"/api/v1/chatbots/{chatbot}")).Expect(HttpStatusCode.OK);
        (await agent.Http.GetAsync($"/api/v1/flows?chatbot_id={chatbot}")).Expect(HttpStatusCode.OK);
        (await agent.Http.PostAsync($"/api/v1/flows/{flow}/validate", new { })).Expect(HttpStatusCode.OK);
        var refused = new[]
        {
            await agent.Http.PostAsync("/api/v1/chatbots", new { name = "Bot" }),
            await agent.Http.PutAsync($"/api/v1/chatbots/{chatbot}", new { name = "Bot" }),
            await agent.Http.DeleteAsync($"/api/v1/chatbots/{chatbot}"),
            await agent.Http.PostAsync("/api/v1/flows", new { chatbot_id = chatbot, name = "Flow" }),
            await agent.Http.PutAsync($"/api/v1/flows/{flow}", new { name = "Flow" }),
            await agent.Http.DeleteAsync($"/api/v1/flows/{flow}"),
            await agent.Http.PostAsync($"/api/v1/flows/{flow}/publish", new { }),
            await agent.Http.PostAsync($"/api/v1/flows/{flow}/rollback", new { version = 1 }),
        };
        refused.ShouldAllBe(a => a.Status == HttpStatusCode.Forbidden && a.Code == "permission.denied");
    }

    [Fact]
    public async Task A_deleted_chatbot_leaves_its_numbers_and_conversations_to_people()
    {
        await using var app = await FlowsApp.StartAsync();
        var chatbot = await app.ChatbotAsync();
        var flow = await app.FlowAsync(chatbot, FlowsApp.Asking(timesOut: true));
        await app.PublishAsync(flow);
        await app.LinkAsync(chatbot);
        await app.SayAsync("351912345601", "Olá");
        var talk = await app.ConversationAsync("351912345601");
        (await app.SaidAsync(talk)).ShouldBe(["Que zona procura?"]);

        (await app.Admin.Http.DeleteAsync($"/api/v1/chatbots/{chatbot}")).Expect(HttpStatusCode.NoContent);
        await app.SayAsync("351912345601", "Lisboa");
        await app.SayAsync("351912345602", "Olá");

        (await app.SaidAsync(talk)).ShouldBe(["Que zona procura?"]);
        (await app.SaidAsync(await app.ConversationAsync("351912345602"))).ShouldBeEmpty();
        (await app.App.ScalarAsync<long>("select count(*) from inbox.conversations where bot_active or chatbot_id is not null")).ShouldBe(0);
        (await app.App.ScalarAsync<string>("select status || '|' || reason from flows.runs")).ShouldBe("handed_over|chatbot_deleted");
        (await app.Admin.Http.GetAsync($"/api/v1/chatbots/{chatbot}")).Code.ShouldBe("chatbot.not_found");
        (await app.Admin.Http.GetAsync("/api/v1/chatbots")).Json.GetArrayLength().ShouldBe(0);
        (await app.Admin.Http.PostAsync("/api/v1/flows", new { chatbot_id = chatbot, name = "Novo" })).Code.ShouldBe("chatbot.not_found");
        (await app.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'chatbot.deleted'")).ShouldBe(1);
    }
}
