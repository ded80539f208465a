using System.Net;
using System.Text.Json;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Sandbox;

/// <summary>The sandbox over a whole server: what the phone says arrives, what the business says is judged, kept and receipted.</summary>
public sealed class SandboxTests
{
    private const string Rita = "351911000001";
    private const string Phone = $"/_sandbox/phone/{Rita}/messages";
    private const string Graph = "/_sandbox/graph/100000000000001/messages";
    private const string Faults = "/_sandbox/graph/faults";

    [Fact]
    public async Task What_the_phone_says_goes_through_the_real_webhook_into_the_inbox()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        var said = (await anybody.PostAsync(Phone, new { text = "Olá 🏠", profile_name = "Rita" })).Expect(HttpStatusCode.Created);
        (said["from"].GetString(), said["text"].GetString(), said["status"].GetString()).ShouldBe(("customer", "Olá 🏠", "delivered"));

        var wamid = said["wamid"].GetString();
        var text = await Eventually.GetAsync(
            () => app.ScalarAsync<string>($"select text from inbox.messages where wamid = '{wamid}'"),
            "the message in the inbox"
        );
        text.ShouldBe("Olá 🏠");
        (await app.ScalarAsync<string>($"select profile_name from inbox.contacts where wa_id = '{Rita}'")).ShouldBe("Rita");
        app.Logs.Lines.ShouldNotContain(line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_username_hides_the_number_and_the_answer_finds_the_same_phone()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        (await anybody.PostAsync(Phone, new { text = "Olá", username = "rita.casas" })).Expect(HttpStatusCode.Created);
        var user = SandboxIds.UserId("rita.casas");
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<string>($"select coalesce(phone, 'none') from inbox.contacts where wa_user_id = '{user}'") == "none",
            "a contact without a phone"
        );
        var answer = await SendAsync(
            anybody,
            new
            {
                messaging_product = "whatsapp",
                recipient = user,
                type = "text",
                text = new { body = "Bom dia" },
            }
        );
        answer.Expect(HttpStatusCode.OK).Json.GetProperty("contacts")[0].GetProperty("user_id").GetString().ShouldBe(user);
        (await MessagesAsync(anybody)).Select(m => m.GetProperty("text").GetString()).ShouldBe(["Olá", "Bom dia"]);
    }

    [Fact]
    public async Task Receipts_come_back_in_order_and_read_once_the_chat_is_open()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        (await SendAsync(anybody, Text("Bom dia", callbackData: "mark-1"))).Expect(HttpStatusCode.OK);

        await ReceiptsAreAsync(app, "sent,delivered");
        (await MessagesAsync(anybody))[^1].GetProperty("status").GetString().ShouldBe("delivered");
        await anybody.GetAsync($"{Phone}?open=true");
        (await MessagesAsync(anybody))[^1].GetProperty("status").GetString().ShouldBe("read");
        await ReceiptsAreAsync(app, "sent,delivered,read");
    }

    [Fact]
    public async Task Refuses_as_meta_does()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        (await anybody.PostAsync(Graph, Text("Olá"))).Expect(HttpStatusCode.Unauthorized)["error.code"].GetInt32().ShouldBe(190);
        (await SendAsync(anybody, Text("Olá"))).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(131047);
        await SayAsync(anybody);
        (await SendAsync(anybody, Text(""))).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(100);
        (await SendAsync(anybody, "no json")).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(100);
        (await SendAsync(anybody, Text("Olá"), "/_sandbox/graph/1/messages")).Expect(HttpStatusCode.BadRequest)["error.error_subcode"].GetInt32().ShouldBe(33);
        (await SendAsync(anybody, Text("Olá"), Graph.Replace("graph/", "graph/v25.0/", StringComparison.Ordinal))).Expect(HttpStatusCode.OK);

        app.Clock.Advance(TimeSpan.FromHours(24));
        (await SendAsync(anybody, Text("Olá"))).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(131047);
    }

    [Fact]
    public async Task Misbehaves_when_told_to()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        (await anybody.PostAsync(Faults, new { next = 1, status = 500 })).Expect(HttpStatusCode.OK);
        (await anybody.PostAsync(Faults, new { next = 1, status = 502 })).Expect(HttpStatusCode.OK);
        (await anybody.PostAsync(Faults, new { next = 1, code = 131026 })).Expect(HttpStatusCode.OK);
        (await anybody.PostAsync(Faults, new { next = 1, drop_after_accept = true }))["pending"].GetInt32().ShouldBe(4);

        (await SendAsync(anybody, Text("1"))).Expect(HttpStatusCode.InternalServerError)["error.code"].GetInt32().ShouldBe(131000);
        (await SendAsync(anybody, Text("2"))).Expect(HttpStatusCode.BadGateway).Text.ShouldStartWith("<html>");
        (await SendAsync(anybody, Text("3"))).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(131026);
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(anybody, Text("4")));
        (await SendAsync(anybody, Text("5"))).Expect(HttpStatusCode.OK);
        (await MessagesAsync(anybody)).Select(m => m.GetProperty("text").GetString()).ShouldBe(["Olá", "4", "5"]);

        (await anybody.PostAsync(Faults, new { next = 1, status = 200 })).Expect(HttpStatusCode.UnprocessableEntity);
        await anybody.PostAsync(
            Faults,
            new
            {
                next = 9,
                status = 503,
                latency_ms = 5,
            }
        );
        (await anybody.DeleteAsync(Faults)).Expect(HttpStatusCode.OK);
        (await anybody.GetAsync(Faults)).Text.ShouldBe("""{"pending":0,"latency_ms":0,"pair_limit":false}""");
    }

    [Fact]
    public async Task An_error_may_come_after_the_message_was_accepted()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        await anybody.PostAsync(
            Faults,
            new
            {
                next = 1,
                code = 131026,
                after_accept = true,
            }
        );
        (await SendAsync(anybody, Text("Bom dia"))).Expect(HttpStatusCode.OK);
        await ReceiptsAreAsync(app, "failed");
    }

    [Fact]
    public async Task The_limit_for_one_person_holds_when_switched_on()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        await anybody.PostAsync(Faults, new { pair_limit = true });
        for (var i = 0; i < PairRateLimit.Burst; i++)
            (await SendAsync(anybody, Text("Olá"))).Expect(HttpStatusCode.OK);
        (await SendAsync(anybody, Text("Olá"))).Expect(HttpStatusCode.BadRequest)["error.code"].GetInt32().ShouldBe(131056);
    }

    [Fact]
    public async Task A_button_that_was_offered_answers_with_its_title()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        var buttons = new[] { new { type = "reply", reply = new { id = "buy", title = "Comprar" } } };
        var interactive = new
        {
            type = "button",
            body = new { text = "O que procura?" },
            action = new { buttons },
        };
        var sent = await SendAsync(
            anybody,
            new
            {
                messaging_product = "whatsapp",
                to = Rita,
                type = "interactive",
                interactive,
            }
        );
        var answer = (await anybody.PostAsync(Phone, new { button_id = "buy" })).Expect(HttpStatusCode.Created);

        answer["text"].GetString().ShouldBe("Comprar");
        answer["context_wamid"].GetString().ShouldBe(sent.Json.GetProperty("messages")[0].GetProperty("id").GetString());
        var kept = $"select text from inbox.messages where wamid = '{answer["wamid"].GetString()}' and context_wamid is not null";
        (await Eventually.GetAsync(() => app.ScalarAsync<string>(kept), "the reply in the inbox")).ShouldBe("Comprar");
    }

    [Fact]
    public async Task Marking_as_read_turns_the_ticks_and_shows_typing_until_the_answer()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await SayAsync(anybody);
        var wamid = (await MessagesAsync(anybody))[0].GetProperty("wamid").GetString();
        object Receipt(string? id) =>
            new
            {
                messaging_product = "whatsapp",
                status = "read",
                message_id = id,
                typing_indicator = new { type = "text" },
            };

        (await SendAsync(anybody, Receipt("wamid.unknown"))).Expect(HttpStatusCode.BadRequest);
        (await SendAsync(anybody, Receipt(wamid))).Expect(HttpStatusCode.OK).Text.ShouldBe("""{"success":true}""");
        (await MessagesAsync(anybody))[0].GetProperty("status").GetString().ShouldBe("read");
        (await anybody.GetAsync(Phone)).Header(ListPhoneMessages.TypingHeader).ShouldBe("true");
        await SendAsync(anybody, Text("Bom dia"));
        (await anybody.GetAsync(Phone)).Header(ListPhoneMessages.TypingHeader).ShouldBeNull();
    }

    [Theory]
    [InlineData("abc", """{"text":"Olá"}""", "path.wa_id")]
    [InlineData(Rita, "{}", "body.text")]
    [InlineData(Rita, """{"text":"Olá","button_id":"buy"}""", "body")]
    [InlineData(Rita, """{"image_url":"javascript:alert(1)"}""", "body.image_url")]
    [InlineData(Rita, """{"text":"Olá","phone_number_id":"1"}""", "body.phone_number_id")]
    public async Task What_a_phone_cannot_say_is_refused(string waId, string body, string field)
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        var refused = (await anybody.PostAsync($"/_sandbox/phone/{waId}/messages", body)).Expect(HttpStatusCode.UnprocessableEntity);
        refused["details"][0].GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task The_page_is_whole_in_itself_and_puts_text_in_as_text()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        var page = (await anybody.GetAsync("/_sandbox/phone")).Expect(HttpStatusCode.OK);
        var policy = page.Header("Content-Security-Policy").ShouldNotBeNull();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        page.Text.ShouldNotContain("{nonce}");
        foreach (var markup in new[] { "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "src=\"", "style=\"" })
            page.Text.ShouldNotContain(markup);
        (await anybody.GetAsync("/_sandbox/phone/numbers")).Json[0].GetProperty("name").GetString().ShouldBe("Imóveis Mais");
    }

    [Fact]
    public async Task Nothing_of_it_is_there_in_production()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anybody = app.Anonymous();
        Answer[] answers =
        [
            await anybody.GetAsync("/_sandbox/phone"),
            await anybody.GetAsync(Phone),
            await anybody.PostAsync(Phone, new { text = "Olá" }),
            await anybody.PostAsync(Faults, new { next = 1, status = 500 }),
            await SendAsync(anybody, Text("Olá")),
        ];
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.NotFound && a.Code == "request.unknown_route");
    }

    [Theory]
    [InlineData("http://[::]:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://*:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://localhost:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://10.0.0.5:8000", "http://10.0.0.5:8000/")]
    public void The_server_finds_itself_wherever_it_listens(string listening, string expected) => OwnAddress.Of([listening]).ToString().ShouldBe(expected);

    // Without the bot of the demo data: here only the tests speak.
    private static async Task<AldravaApp> StartAsync()
    {
        var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development" }, demo: true);
        await app.ExecuteAsync("update inbox.numbers set default_chatbot_id = null");
        return app;
    }

    private static async Task SayAsync(TestClient client) => (await client.PostAsync(Phone, new { text = "Olá" })).Expect(HttpStatusCode.Created);

    private static Task<Answer> SendAsync(TestClient client, object body, string path = Graph) =>
        client.PostAsync(path, body, ("Authorization", "Bearer any-token"));

    private static object Text(string body, string? callbackData = null) =>
        new
        {
            messaging_product = "whatsapp",
            to = Rita,
            type = "text",
            text = new { body },
            biz_opaque_callback_data = callbackData,
        };

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(TestClient client) =>
        [.. (await client.GetAsync(Phone)).Expect(HttpStatusCode.OK).Json.EnumerateArray()];

    // Receipts of messages the inbox does not know are kept by it as they came.
    private static Task ReceiptsAreAsync(AldravaApp app, string expected) =>
        Eventually.BecomesTrueAsync(
            async () =>
                await app.ScalarAsync<string>("select string_agg(body::jsonb #>> '{status,status}', ',' order by received_at, id) from inbox.updates")
                == expected,
            $"receipts {expected}"
        );
}
