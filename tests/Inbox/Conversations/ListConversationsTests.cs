using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Conversations;

public sealed class ListConversationsTests
{
    private static readonly string[] Fields =
    [
        "id",
        "chatbot_id",
        "flow_id",
        "whatsapp_number_id",
        "contact",
        "status",
        "assigned_to",
        "department_id",
        "queue_id",
        "unread_count",
        "last_message",
        "bot_active",
        "window_expires_at",
        "can_send_free_text",
        "created_at",
        "updated_at",
    ];

    private static readonly string[] MessageFields =
    [
        "id",
        "conversation_id",
        "direction",
        "type",
        "text",
        "media",
        "interactive",
        "template",
        "wamid",
        "status",
        "error",
        "sent_by",
        "created_at",
    ];

    [Fact]
    public async Task A_conversation_and_a_message_have_the_shape_of_the_contract()
    {
        await using var desk = await Desk.OpenAsync();

        var listed = (await desk.Marta.Http.GetAsync(Desk.Path)).Expect(HttpStatusCode.OK);
        var conversation = listed.Json[0];
        var message = (await desk.Marta.Http.GetAsync($"{desk.One}/messages")).Json[0];

        listed.Header("X-Total-Count").ShouldBe("1");
        Fields.Except(NamesOf(conversation)).ShouldBeEmpty();
        NamesOf(conversation.GetProperty("contact")).ShouldBe(["id", "name", "phone", "wa_id", "username"], ignoreOrder: true);
        conversation.GetProperty("contact").GetProperty("name").GetString().ShouldBe("Maria");
        conversation.GetProperty("can_send_free_text").GetBoolean().ShouldBeTrue();
        (conversation.GetProperty("window_expires_at").GetDateTimeOffset() - TestClock.Start.AddHours(24)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5));
        MessageFields.Except(NamesOf(message)).ShouldBeEmpty();
        (message.GetProperty("direction").GetString(), message.GetProperty("sent_by").GetString()).ShouldBe(("inbound", "contact"));
    }

    [Fact]
    public async Task It_is_filtered_searched_and_cut_into_pages_newest_activity_first()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.HearAsync("Procuro uma moradia em Évora", "351933000111", "Zacarias");
        await desk.HearAsync("Olá", "351966000222", "Beatriz");
        (await desk.Marta.Http.PostAsync($"{desk.One}/assign", new { user_id = desk.Marta.UserId })).Expect(HttpStatusCode.OK);

        (await NamesAsync(desk, "")).ShouldBe(["Beatriz", "Zacarias", "Maria"]);
        (await NamesAsync(desk, "?assigned_to_me=true")).ShouldBe(["Maria"]);
        (await NamesAsync(desk, "?status=closed")).ShouldBeEmpty();
        (await NamesAsync(desk, "?search=zacarias")).ShouldBe(["Zacarias"]);
        (await NamesAsync(desk, "?search=evora%20moradia")).ShouldBe(["Zacarias"]);
        (await NamesAsync(desk, "?search=933000")).ShouldBe(["Zacarias"]);
        (await NamesAsync(desk, "?search=%25")).ShouldBeEmpty();
        (await NamesAsync(desk, $"?chatbot_id={Guid.CreateVersion7(TestClock.Start)}")).ShouldBeEmpty();
        (await NamesAsync(desk, "?skip=1&limit=1")).ShouldBe(["Zacarias"]);
        (await desk.Marta.Http.GetAsync($"{Desk.Path}?skip=1&limit=1")).Header("X-Total-Count").ShouldBe("3");
        (await desk.Marta.Http.GetAsync($"{Desk.Path}?limit=101")).Expect(HttpStatusCode.UnprocessableEntity);
        (await desk.Marta.Http.GetAsync($"{Desk.Path}?status=lost")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_agent_sees_nobody_s_and_their_own_an_administrator_and_a_viewer_all()
    {
        await using var desk = await Desk.OpenAsync();
        using var viewer = await desk.Inbox.Agency.ViewerAsync();
        (await desk.Marta.Http.PostAsync($"{desk.One}/assign", new { user_id = desk.Marta.UserId })).Expect(HttpStatusCode.OK);

        (await desk.Rui.Http.GetAsync(Desk.Path)).Json.GetArrayLength().ShouldBe(0);
        (await desk.Rui.Http.GetAsync($"{desk.One}/messages")).Expect(HttpStatusCode.NotFound);
        foreach (var person in (Person[])[desk.Marta, desk.Admin, viewer])
            (await person.Http.GetAsync(Desk.Path)).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_one_has_read_is_still_new_to_another_and_the_customer_sees_that_it_was_read()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.HearAsync("Então?");

        var read = (await desk.Marta.Http.PostAsync($"{desk.One}/read")).Expect(HttpStatusCode.OK);

        read["unread_count"].GetInt32().ShouldBe(0);
        (await desk.Rui.Http.GetAsync(desk.One))["unread_count"].GetInt32().ShouldBe(2);
        var last = (await desk.Rui.Http.GetAsync($"{desk.One}/messages")).Json[0].GetProperty("wamid").GetString();
        await Eventually.BecomesTrueAsync(
            () => desk.Inbox.Graph.Bodies.Any(b => b.TryGetProperty("status", out _) && b.GetProperty("message_id").GetString() == last),
            "marked as read"
        );
        await desk.HearAsync("Alô?");
        (await desk.Marta.Http.GetAsync(desk.One))["unread_count"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Messages_come_newest_first_and_go_on_from_any_of_them()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.HearAsync("dois");
        await desk.HearAsync("três");

        var page = await desk.Marta.Http.GetAsync($"{desk.One}/messages?limit=2");
        var rest = await desk.Marta.Http.GetAsync($"{desk.One}/messages?before={page.Json[1].GetProperty("id").GetString()}");

        TextsOf(page).ShouldBe(["três", "dois"]);
        page.Header("X-Total-Count").ShouldBe("3");
        TextsOf(rest).ShouldBe(["Bom dia, o T3 está disponível?"]);
    }

    [Fact]
    public async Task A_person_begins_one_and_does_not_begin_it_twice()
    {
        await using var desk = await Desk.OpenAsync();
        var begin = new
        {
            whatsapp_number_id = await desk.NumberAsync(),
            phone = "+351 933 000 111",
            name = "Zacarias",
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Marta.Http.PostAsync(Desk.Path, begin)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(3);
        answers.Select(a => a["id"].GetString()).Distinct().Count().ShouldBe(1);
        var begun = answers[0];
        (begun["owner.name"].GetString(), begun["can_send_free_text"].GetBoolean(), begun["contact.phone"].GetString()).ShouldBe(
            ("Marta Pinto", false, "351933000111")
        );
        (await desk.Rui.Http.PostAsync(Desk.Path, begin)).Expect(HttpStatusCode.Conflict).Code.ShouldBe("conversation.others");
        var text = new { type = "text", text = "Olá" };
        (await desk.Marta.Http.PostAsync($"{Desk.Path}/{begun["id"].GetString()}/messages", text)).Code.ShouldBe("whatsapp.window_closed");
    }

    [Fact]
    public async Task What_is_needed_to_begin_one_is_asked_for()
    {
        await using var desk = await Desk.OpenAsync();
        var number = await desk.NumberAsync();
        var nobody = Guid.CreateVersion7(TestClock.Start);

        (await desk.Marta.Http.PostAsync(Desk.Path, new { whatsapp_number_id = number })).Expect(HttpStatusCode.UnprocessableEntity);
        (await desk.Marta.Http.PostAsync(Desk.Path, new { whatsapp_number_id = number, phone = "abc" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await desk.Marta.Http.PostAsync(Desk.Path, new { whatsapp_number_id = nobody, phone = "+351933000111" }))
            .Expect(HttpStatusCode.NotFound)
            .Code.ShouldBe("whatsapp_number.not_found");
        (await desk.Marta.Http.PostAsync(Desk.Path, new { whatsapp_number_id = number, contact_id = nobody }))
            .Expect(HttpStatusCode.NotFound)
            .Code.ShouldBe("contact.not_found");
    }

    [Fact]
    public async Task Metrics_tell_how_long_customers_waited_and_what_was_done_by_whom()
    {
        await using var desk = await Desk.OpenAsync();
        (await desk.Admin.Http.GetAsync($"{Desk.Path}/metrics")).Expect(HttpStatusCode.OK)["open"].GetInt32().ShouldBe(1);
        desk.App.Clock.Advance(TimeSpan.FromMinutes(2));
        (await desk.SayAsync(desk.Marta, "Bom dia!")).Expect(HttpStatusCode.Created);
        (await desk.Marta.Http.PostAsync($"{desk.One}/close")).Expect(HttpStatusCode.OK);

        var all = (await desk.Admin.Http.GetAsync($"{Desk.Path}/metrics")).Expect(HttpStatusCode.OK);

        all["open"].GetInt32().ShouldBe(0);
        all["first_response.count"].GetInt32().ShouldBe(1);
        all["first_response.average_seconds"].GetDouble().ShouldBeInRange(119, 180);
        all["resolution.count"].GetInt32().ShouldBe(1);
        all["by_agent"][0].GetProperty("name").GetString().ShouldBe("Marta Pinto");
        all["by_day"][0].GetProperty("day").GetString().ShouldBe("2026-03-10");
        (await desk.Rui.Http.GetAsync($"{Desk.Path}/metrics"))["first_response.count"].GetInt32().ShouldBe(0);
        (await desk.Marta.Http.GetAsync($"{Desk.Path}/metrics"))["first_response.count"].GetInt32().ShouldBe(1);
        (await desk.Admin.Http.GetAsync($"{Desk.Path}/metrics?from=2026-03-11&to=2026-03-10")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    private static IEnumerable<string> NamesOf(JsonElement record) => record.EnumerateObject().Select(p => p.Name);

    private static IEnumerable<string?> TextsOf(Answer answer) => answer.Json.EnumerateArray().Select(m => m.GetProperty("text").GetString());

    private static async Task<string?[]> NamesAsync(Desk desk, string query) =>
        [
            .. (await desk.Marta.Http.GetAsync(Desk.Path + query))
                .Expect(HttpStatusCode.OK)
                .Json.EnumerateArray()
                .Select(c => c.GetProperty("contact").GetProperty("name").GetString()),
        ];
}
