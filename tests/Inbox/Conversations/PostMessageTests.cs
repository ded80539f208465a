using System.Net;
using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Conversations;

public sealed class PostMessageTests
{
    [Fact]
    public async Task A_person_writes_and_the_customer_gets_it_the_bot_falls_silent_and_the_conversation_is_theirs()
    {
        await using var desk = await Desk.OpenAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));
        (await desk.Marta.Http.GetAsync(desk.One))["owner.kind"].GetString().ShouldBe("bot");

        var said = (await desk.SayAsync(desk.Marta, "Sim, está.")).Expect(HttpStatusCode.Created);

        (said["status"].GetString(), said["direction"].GetString(), said["type"].GetString()).ShouldBe(("queued", "outbound", "text"));
        said["sent_by"].GetString().ShouldBe($"user:{desk.Marta.UserId}");
        await desk.UntilAsync("sent");
        desk.Inbox.Graph.TextsTo(Desk.Customer).ShouldBe(["Sim, está."]);
        var conversation = await desk.Marta.Http.GetAsync(desk.One);
        conversation["bot_active"].GetBoolean().ShouldBeFalse();
        (conversation["owner.kind"].GetString(), conversation["owner.name"].GetString()).ShouldBe(("user", "Marta Pinto"));
        conversation["last_message"].GetString().ShouldBe("Sim, está.");
        var owners = (await desk.Marta.Http.GetAsync($"{desk.One}/owners")).Json.EnumerateArray().Select(o => o.GetProperty("kind").GetString());
        owners.ShouldBe(["user", "bot"]);
    }

    [Fact]
    public async Task The_same_key_sends_once_and_answers_the_same()
    {
        await using var desk = await Desk.OpenAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");
        var body = new { type = "text", text = "uma vez" };

        var first = (await desk.Marta.Http.PostAsync($"{desk.One}/messages", body, key)).Expect(HttpStatusCode.Created);
        var again = (await desk.Marta.Http.PostAsync($"{desk.One}/messages", body, key)).Expect(HttpStatusCode.Created);

        again["id"].GetString().ShouldBe(first["id"].GetString());
        await desk.UntilAsync("sent");
        desk.Inbox.Graph.TextsTo(Desk.Customer).ShouldBe(["uma vez"]);
    }

    [Theory]
    [InlineData("""{"type":"image","media":{"link":"https://example.com/t3.jpg","caption":"A sala"}}""", "image", "A sala")]
    [InlineData("""{"type":"document","media":{"media_id":"123","filename":"planta.pdf"}}""", "document", "planta.pdf")]
    [InlineData("""{"type":"audio","media":{"link":"https://example.com/a.ogg"}}""", "audio", null)]
    [InlineData("""{"type":"video","media":{"link":"https://example.com/v.mp4"}}""", "video", null)]
    [InlineData("""{"type":"sticker","media":{"media_id":"9"}}""", "sticker", null)]
    [InlineData("""{"type":"location","location":{"latitude":38.7,"longitude":-9.4,"name":"Moradia"}}""", "location", "Moradia")]
    [InlineData("""{"type":"contacts","contacts":[{"name":"Rui Lopes","phone":"+351 933 000 111"}]}""", "contacts", "Rui Lopes +351 933 000 111")]
    [InlineData("""{"type":"template","template":{"name":"ola","language":"pt_PT","components":[]}}""", "template", "ola")]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"button","body":{"text":"Quando?"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"Hoje"}}]}}}""",
        "interactive",
        "Quando?"
    )]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"list","body":{"text":"Qual?"},"action":{"button":"Ver","sections":[{"rows":[{"id":"1","title":"T3"}]}]}}}""",
        "interactive",
        "Qual?"
    )]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Veja"},"action":{"name":"cta_url","parameters":{"display_text":"Abrir","url":"https://example.com"}}}}""",
        "interactive",
        "Veja"
    )]
    public async Task Everything_that_can_be_said_reaches_Meta_in_its_shape(string body, string type, string? words)
    {
        await using var desk = await Desk.OpenAsync();

        var said = (await desk.Marta.Http.PostAsync($"{desk.One}/messages", body)).Expect(HttpStatusCode.Created);
        await desk.UntilAsync("sent");

        said["text"].GetString().ShouldBe(words);
        var sent = desk.Inbox.Graph.Bodies.Single(b => b.TryGetProperty("type", out _));
        sent.GetProperty("type").GetString().ShouldBe(type);
        sent.TryGetProperty(type, out _).ShouldBeTrue();
        var listed = (await desk.Marta.Http.GetAsync($"{desk.One}/messages")).Json[0];
        listed.GetProperty(type is "image" or "document" or "audio" or "video" or "sticker" ? "media" : type).ValueKind.ShouldNotBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_message_is_answered_in_context_and_reacted_to()
    {
        await using var desk = await Desk.OpenAsync();
        var heard = (await desk.Marta.Http.GetAsync($"{desk.One}/messages")).Json[0];
        var (id, wamid) = (heard.GetProperty("id").GetString()!, heard.GetProperty("wamid").GetString()!);

        var quoted = await desk.Marta.Http.PostAsync(
            $"{desk.One}/messages",
            new
            {
                type = "text",
                text = "Este mesmo.",
                reply_to = id,
            }
        );
        var reacted = await desk.Marta.Http.PostAsync($"{desk.One}/messages", new { type = "reaction", reaction = new { message_id = id, emoji = "👍" } });

        quoted.Expect(HttpStatusCode.Created)["reply_to"].GetString().ShouldBe(id);
        reacted.Expect(HttpStatusCode.Created);
        await Eventually.BecomesTrueAsync(() => desk.Inbox.Graph.Accepted.Count == 2, "both sent");
        var bodies = desk.Inbox.Graph.Bodies.ToArray();
        bodies[0].GetProperty("context").GetProperty("message_id").GetString().ShouldBe(wamid);
        bodies[1].GetProperty("reaction").GetProperty("message_id").GetString().ShouldBe(wamid);
        var unknown = new
        {
            type = "text",
            text = "x",
            reply_to = Guid.CreateVersion7(TestClock.Start),
        };
        (await desk.Marta.Http.PostAsync($"{desk.One}/messages", unknown))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("body.reply_to");
    }

    [Fact]
    public async Task Free_text_ends_with_the_window_and_the_refusal_says_since_when()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.AgeAsync(Conversation.Window - TimeSpan.FromSeconds(20));
        (await desk.SayAsync(desk.Marta, "à justa")).Expect(HttpStatusCode.Created);

        await desk.AgeAsync(Conversation.Window);
        var late = (await desk.SayAsync(desk.Marta, "tarde")).Expect(HttpStatusCode.BadRequest);

        (late.Error, late.Code).ShouldBe(("Business Rule Violation", "whatsapp.window_closed"));
        late["details.closed_at"].GetDateTimeOffset().ShouldBe(TestClock.Start, TimeSpan.FromMinutes(5));
        late["details.templates"].ValueKind.ShouldBe(JsonValueKind.Array);
        late.Message!.ShouldContain("10/03/2026");
        var conversation = await desk.Marta.Http.GetAsync(desk.One);
        conversation["can_send_free_text"].GetBoolean().ShouldBeFalse();
        conversation["suggested_templates"].ValueKind.ShouldBe(JsonValueKind.Array);
        var template = new { type = "template", template = new { name = "ola", language = "pt_PT" } };
        (await desk.Marta.Http.PostAsync($"{desk.One}/messages", template)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public void The_window_is_open_until_the_last_tick_and_closed_at_its_end()
    {
        var conversation = Conversation.Begin(1, Guid.Empty, Guid.Empty, chatbotId: null, TestClock.Start);
        conversation.CanSendFreeText(TestClock.Start).ShouldBeFalse();
        conversation.Hear("olá", TestClock.Start, TestClock.Start);

        conversation.CanSendFreeText(TestClock.Start.AddHours(24).AddTicks(-1)).ShouldBeTrue();
        conversation.CanSendFreeText(TestClock.Start.AddHours(24)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}", "body.type", "missing")]
    [InlineData("""{"type":"poll"}""", "body.type", "enum")]
    [InlineData("""{"type":"text","text":"  "}""", "body.text", "missing")]
    [InlineData("""{"type":"image"}""", "body.media", "missing")]
    [InlineData("""{"type":"image","media":{}}""", "body.media.link", "missing")]
    [InlineData("""{"type":"image","media":{"link":"ftp://x/y"}}""", "body.media.link", "url")]
    [InlineData("""{"type":"image","media":{"link":"https://x.pt/y","media_id":"1"}}""", "body.media.media_id", "one_target")]
    [InlineData("""{"type":"audio","media":{"media_id":"1","caption":"x"}}""", "body.media.caption", "value_error")]
    [InlineData("""{"type":"video","media":{"media_id":"1","filename":"x"}}""", "body.media.filename", "value_error")]
    [InlineData("""{"type":"template","template":{"name":"x"}}""", "body.template.language", "missing")]
    [InlineData("""{"type":"template","template":{"name":"x","language":"pt_PT","components":[1]}}""", "body.template.components[0]", "model_type")]
    [InlineData("""{"type":"location","location":{"latitude":91,"longitude":0}}""", "body.location.latitude", "less_than_equal")]
    [InlineData("""{"type":"contacts","contacts":[]}""", "body.contacts", "too_short")]
    [InlineData("""{"type":"reaction","reaction":{"emoji":"x"}}""", "body.reaction.message_id", "missing")]
    [InlineData("""{"type":"interactive","interactive":{"type":"carousel"}}""", "body.interactive.type", "enum")]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"reply":{"id":"1","title":"a title of more than twenty"}}]}}}""",
        "body.interactive.action.buttons[0].reply.title",
        "string_too_long"
    )]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"reply":{"id":"1","title":"a"}},{"reply":{"id":"1","title":"b"}}]}}}""",
        "body.interactive.action.buttons[1].reply.id",
        "duplicate"
    )]
    [InlineData(
        """{"type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"a"}]},{"title":"t","rows":[]}]}}}""",
        "body.interactive.action.sections[1].rows",
        "too_short"
    )]
    public async Task What_WhatsApp_would_refuse_is_refused_at_once_with_the_place(string body, string field, string type)
    {
        await using var desk = await Desk.OpenAsync();

        var answer = (await desk.Marta.Http.PostAsync($"{desk.One}/messages", body)).Expect(HttpStatusCode.UnprocessableEntity);

        answer["details"].EnumerateArray().Select(f => (f.GetProperty("field").GetString(), f.GetProperty("type").GetString())).ShouldContain((field, type));
    }

    [Fact]
    public async Task Texts_end_where_WhatsApp_ends_them()
    {
        await using var desk = await Desk.OpenAsync();

        (await desk.SayAsync(desk.Marta, new string('a', 4096))).Expect(HttpStatusCode.Created);
        (await desk.SayAsync(desk.Marta, new string('a', 4097))).Expect(HttpStatusCode.UnprocessableEntity);
        var rows = Enumerable.Range(0, 11).Select(i => new { id = $"{i}", title = $"T{i}" }).ToArray();
        var list = new
        {
            type = "interactive",
            interactive = new
            {
                type = "list",
                body = new { text = "x" },
                action = new { button = "b", sections = new object[] { new { title = "a", rows = rows[..6] }, new { title = "b", rows = rows[6..] } } },
            },
        };
        var answer = (await desk.Marta.Http.PostAsync($"{desk.One}/messages", list)).Expect(HttpStatusCode.UnprocessableEntity);
        answer["details"][0].GetProperty("field").GetString().ShouldBe("body.interactive.action.sections");
    }

    [Fact]
    public async Task A_number_that_is_off_and_a_contact_without_an_address_are_told()
    {
        await using var desk = await Desk.OpenAsync();

        await desk.App.ExecuteAsync("update inbox.contacts set wa_id = null, wa_user_id = null");
        (await desk.SayAsync(desk.Marta, "x")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("whatsapp.no_address");
        await desk.App.ExecuteAsync("update inbox.numbers set is_active = false");
        (await desk.SayAsync(desk.Marta, "x")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("whatsapp.number_off");
    }

    [Fact]
    public async Task A_viewer_an_agent_of_another_agency_and_whom_it_does_not_concern_cannot_write()
    {
        await using var desk = await Desk.OpenAsync();
        using var viewer = await desk.Inbox.Agency.ViewerAsync();
        using var stranger = await (await Agency.FoundAsync(desk.App, "OTR")).AgentAsync();
        (await desk.SayAsync(desk.Marta, "minha")).Expect(HttpStatusCode.Created);

        (await desk.SayAsync(viewer, "x")).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await desk.SayAsync(stranger, "x")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("conversation.not_found");
        (await desk.SayAsync(desk.Rui, "x")).Expect(HttpStatusCode.NotFound);
        (await desk.SayAsync(desk.Admin, "x")).Expect(HttpStatusCode.Created);
        (await desk.Marta.Http.GetAsync(desk.One))["owner.user_id"].GetInt64().ShouldBe(desk.Marta.UserId);
    }

    [Fact]
    public async Task What_a_bot_says_too_late_fails_at_once_and_a_person_is_called()
    {
        await using var desk = await Desk.OpenAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));
        await desk.AgeAsync(Conversation.Window);

        await BotSaysAsync(desk, "ainda aí?");

        (await desk.App.ScalarAsync<string>("select error ->> 'code' from inbox.messages where status = 'failed'")).ShouldBe("window_closed");
        var conversation = await desk.Marta.Http.GetAsync(desk.One);
        (conversation["status"].GetString(), conversation["bot_active"].GetBoolean()).ShouldBe(("pending", false));
        desk.Inbox.Graph.Accepted.ShouldBeEmpty();
        var failed = (await desk.Marta.Http.GetAsync($"{desk.One}/messages")).Json[0];
        failed.GetProperty("error").GetProperty("code").GetString().ShouldBe("window_closed");
    }

    [Fact]
    public async Task A_bot_does_not_talk_over_a_person()
    {
        await using var desk = await Desk.OpenAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));
        (await desk.SayAsync(desk.Marta, "Sou a Marta.")).Expect(HttpStatusCode.Created);

        await BotSaysAsync(desk, "Sou o robô.");

        await desk.UntilAsync("sent");
        desk.Inbox.Graph.TextsTo(Desk.Customer).ShouldBe(["Sou a Marta."]);
    }

    [Fact]
    public async Task What_failed_is_sent_again_and_what_nobody_knows_only_when_confirmed()
    {
        await using var desk = await Desk.OpenAsync();
        desk.Inbox.Graph.Next.Enqueue(GraphMood.Refuse131047);
        var said = (await desk.SayAsync(desk.Marta, "outra vez")).Expect(HttpStatusCode.Created);
        var retry = $"{desk.One}/messages/{said["id"].GetString()}/retry";
        await desk.UntilAsync("failed");

        (await desk.Marta.Http.PostAsync(retry)).Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe("queued");
        await desk.UntilAsync("sent");

        desk.Inbox.Graph.TextsTo(Desk.Customer).ShouldBe(["outra vez"]);
        (await desk.Marta.Http.PostAsync(retry)).Expect(HttpStatusCode.Conflict).Code.ShouldBe("message.not_failed");
        await desk.App.ExecuteAsync("update inbox.messages set status = 'unknown' where direction = 'outbound'");
        (await desk.Marta.Http.PostAsync(retry)).Expect(HttpStatusCode.Conflict).Code.ShouldBe("message.needs_confirmation");
        (await desk.Marta.Http.PostAsync(retry, new { confirm = true })).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(() => desk.Inbox.Graph.TextsTo(Desk.Customer).Count == 2, "sent again");
    }

    private static Task<int> BotSaysAsync(Desk desk, string text) =>
        desk.App.InScopeAsync(
            desk.Inbox.Agency.Id,
            async services =>
            {
                var content = new OutgoingContent.Text(text);
                await services.GetRequiredService<IConversations>().SayAsync(Guid.Parse(desk.Id), content, text, CancellationToken.None);
                return 0;
            }
        );
}
