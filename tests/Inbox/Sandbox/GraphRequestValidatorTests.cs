using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Sandbox;

public sealed class GraphRequestValidatorTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Published examples that stand for something and are nothing themselves: <c>91xxxxxxxxxx</c>, <c>{}</c>, <c>header_type</c>, one button twice. Refused as they are.</summary>
    private static readonly Dictionary<string, int> s_placeholders = new(StringComparer.Ordinal)
    {
        ["send-interactive-address-message__meta-docs-address-messages-3"] = 131009,
        ["send-interactive-address-message__meta-docs-address-messages-4"] = 131009,
        ["send-interactive-address-message__meta-docs-address-messages-5"] = 131009,
        ["send-interactive-address-message__meta-docs-address-messages-8"] = 131009,
        ["send-interactive-address-message__meta-docs-address-messages-9"] = 131009,
        ["send-interactive-address-message__meta-docs-address-messages-10"] = 131009,
        ["send-interactive-button__postman-send-reply-button"] = 100,
        ["send-interactive-call-permission-request__meta-docs-user-call-permissions"] = 131009,
        ["send-interactive-flow-header-text__meta-docs-sendingaflow"] = 131009,
        ["send-interactive-flow-header-text__meta-docs-sendingaflow-2"] = 131009,
        ["send-interactive-none__meta-docs-payment-links"] = 131008,
        ["send-interactive-product-list-header-header-type__postman-send-multi-product-message"] = 131009,
        ["send-message-type__meta-docs-onboarding"] = 100,
    };

    [Fact]
    public void Every_published_request_is_taken_but_those_with_open_placeholders()
    {
        var wrong = new List<string>();
        foreach (var file in TestFiles.Shared("cloudapi", "send-*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var error = Check(File.ReadAllText(file));
            if (error?.Code != (s_placeholders.TryGetValue(name, out var code) ? code : null))
                wrong.Add($"{name}: {error}");
        }
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]", 100)]
    [InlineData("""{"to":"351911000001","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"sms","to":"351911000001","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001"}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text"}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":"x"}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":{}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":{"body":""}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":{"body":7}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":{"body":"x","preview_url":"yes"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"telegram","telegram":{}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"somebody","type":"text","text":{"body":"x"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"12","type":"text","text":{"body":"x"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":{},"type":"text","text":{"body":"x"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351210000000","type":"text","text":{"body":"x"}}""", 131021)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","recipient_type":"all","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","context":{},"type":"text","text":{"body":"x"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"image","image":{}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"audio","audio":{"id":"1","caption":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"image","image":{"id":"1","filename":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"location","location":{"latitude":1}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"location","location":{"latitude":91,"longitude":0}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"contacts","contacts":[]}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"contacts","contacts":[{"name":{}}]}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"reaction","reaction":{"emoji":"x"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"template","template":{"language":{"code":"pt_PT"}}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"template","template":{"name":"x"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"351911000001","type":"template","template":{"name":"x","language":{}}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","status":"unread","message_id":"wamid.A"}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read"}""", 100)]
    public void What_meta_refuses_is_refused_with_its_code(string body, int code) => Check(body).ShouldNotBeNull().Code.ShouldBe(code);

    [Theory]
    [InlineData("""{"type":"button"}""", 131008)]
    [InlineData("""{"body":{"text":"x"},"action":{}}""", 131008)]
    [InlineData("""{"type":"carousel_of_dreams","body":{"text":"x"},"action":{}}""", 131009)]
    [InlineData("""{"type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}}]}}""", 131008)]
    [InlineData("""{"type":"button","body":{"text":"x"},"action":{"buttons":[]}}""", 131009)]
    [InlineData("""{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"url"}]}}""", 131009)]
    [InlineData(
        """{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"longer than twenty chars"}}]}}""",
        131009
    )]
    [InlineData("""{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":""}}]}}""", 131009)]
    [InlineData("""{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"title":"a"}}]}}""", 131008)]
    [InlineData(
        """{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}},{"type":"reply","reply":{"id":"2","title":"a"}}]}}""",
        100
    )]
    [InlineData(
        """{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}},{"type":"reply","reply":{"id":"1","title":"b"}}]}}""",
        131009
    )]
    [InlineData(
        """{"type":"button","body":{"text":"x"},"header":{"type":"text"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}}]}}""",
        131008
    )]
    [InlineData(
        """{"type":"button","body":{"text":"x"},"header":{"type":"image","image":{}},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}}]}}""",
        100
    )]
    [InlineData("""{"type":"button","body":{"text":"x"},"footer":{},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}}]}}""", 131008)]
    [InlineData("""{"type":"list","body":{"text":"x"},"action":{"sections":[{"rows":[{"id":"1","title":"a"}]}]}}""", 131008)]
    [InlineData("""{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[]}}""", 131009)]
    [InlineData("""{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[]}]}}""", 131009)]
    [InlineData(
        """{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"a"}]},{"rows":[{"id":"2","title":"a"}]}]}}""",
        131008
    )]
    [InlineData(
        """{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"a title of twenty-five ch."}]}]}}""",
        131009
    )]
    [InlineData(
        """{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"a"},{"id":"1","title":"b"}]}]}}""",
        131009
    )]
    [InlineData(
        """{"type":"list","body":{"text":"x"},"header":{"type":"image","image":{"id":"1"}},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"a"}]}]}}""",
        131009
    )]
    public void Interactive_messages_are_refused_as_meta_does(string interactive, int code) =>
        Check(Interactive(interactive)).ShouldNotBeNull().Code.ShouldBe(code);

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4097, 100)]
    public void A_text_has_4096_characters_at_most(int length, int? code) =>
        Code($$$"""{"messaging_product":"whatsapp","to":"351911000001","type":"text","text":{"body":"{{{new string('x', length)}}}"}}""").ShouldBe(code);

    [Theory]
    [InlineData(1024, null)]
    [InlineData(1025, 131009)]
    public void A_caption_has_1024_characters_at_most(int length, int? code) =>
        Code($$$"""{"messaging_product":"whatsapp","to":"351911000001","type":"image","image":{"id":"1","caption":"{{{new string('x', length)}}}"}}""")
            .ShouldBe(code);

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, 131009)]
    public void Buttons_are_three_at_most(int count, int? code)
    {
        var buttons = string.Join(',', Enumerable.Range(0, count).Select(i => $$$"""{"type":"reply","reply":{"id":"{{{i}}}","title":"{{{i}}}"}}"""));
        Code(Interactive($$$"""{"type":"button","body":{"text":"x"},"action":{"buttons":[{{{buttons}}}]}}""")).ShouldBe(code);
    }

    [Theory]
    [InlineData(5, 5, null)]
    [InlineData(5, 6, 131009)]
    [InlineData(11, 0, 131009)]
    public void Rows_are_ten_at_most_over_all_sections(int first, int second, int? code)
    {
        var sections = string.Join(',', new[] { Rows("a", first), Rows("b", second) }.Where(section => section.Length > 0));
        Code(Interactive($$$"""{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{{{sections}}}]}}""")).ShouldBe(code);

        static string Rows(string prefix, int count) =>
            count == 0
                ? ""
                : $$$"""{"title":"{{{prefix}}}","rows":[{{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{prefix}}{{i}}","title":"t"}"""))}}}]}""";
    }

    [Theory]
    [InlineData(23, "text", null)]
    [InlineData(24, "text", 131047)]
    [InlineData(null, "text", 131047)]
    [InlineData(24, "template", null)]
    [InlineData(null, "template", null)]
    public void After_a_day_of_silence_only_templates_pass(int? hoursAgo, string type, int? code)
    {
        var content = type is "text" ? """{"body":"x"}""" : """{"name":"hello","language":{"code":"pt_PT"}}""";
        var body = TestFiles.Json($$"""{"messaging_product":"whatsapp","to":"+351911000001","type":"{{type}}","{{type}}":{{content}}}""");
        var context = new GraphRequestContext(s_now, who => who is "351911000001" && hoursAgo is { } hours ? s_now.AddHours(-hours) : null);
        var refused = GraphRequestValidator.Check(body, context)?.Code;
        refused.ShouldBe(code);
    }

    [Fact]
    public void What_our_own_client_builds_is_taken()
    {
        var payload = GraphPayload.Text(GraphRecipient.OfUser("PT.1"), "Olá", contextWamid: "wamid.A", callbackData: "message:1");
        Check(payload.ToJsonString()).ShouldBeNull();
    }

    [Fact]
    public void A_refusal_has_metas_shape_and_our_client_understands_it()
    {
        var json = GraphError.Of(131047).ToJson();
        json["error"]!["message"]!.GetValue<string>().ShouldBe("(#131047) Re-engagement message");
        json["error"]!["type"]!.GetValue<string>().ShouldBe("OAuthException");
        json["error"]!["error_data"]!["messaging_product"]!.GetValue<string>().ShouldBe("whatsapp");
        json["error"]!["fbtrace_id"]!.GetValue<string>().ShouldNotBeEmpty();
        new GraphAnswer(400, JsonSerializer.SerializeToUtf8Bytes(json), null).Judge().ShouldBeOfType<SendOutcome.Refused>().Code.ShouldBe(131047);
    }

    [Fact]
    public void Errors_by_code_have_the_published_status()
    {
        foreach (var row in TestFiles.SharedTable("cloudapi", "errors_with_status.json").EnumerateArray())
        {
            if (int.TryParse(row.GetProperty("name").GetString(), out var code))
                GraphError.Of(code).HttpStatus.ShouldBe(row.GetProperty("http_status").GetInt32(), $"{code}");
        }
    }

    [Theory]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+351 911 000 001","type":"text"}""",
        """{"messaging_product":"whatsapp","contacts":[{"input":"+351 911 000 001","wa_id":"351911000001"}],"messages":[{"id":"wamid.A"}]}"""
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","recipient":"PT.1","type":"text"}""",
        """{"messaging_product":"whatsapp","contacts":[{"input":"PT.1","user_id":"PT.1"}],"messages":[{"id":"wamid.A"}]}"""
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"351911000001","type":"template"}""",
        """{"messaging_product":"whatsapp","contacts":[{"input":"351911000001","wa_id":"351911000001"}],"messages":[{"id":"wamid.A","message_status":"accepted"}]}"""
    )]
    public void An_acceptance_has_metas_shape(string request, string expected)
    {
        var reply = GraphReply.Accepted(TestFiles.Json(request), "wamid.A");
        JsonNode.DeepEquals(reply, JsonNode.Parse(expected)).ShouldBeTrue(reply.ToJsonString());
        new GraphAnswer(200, JsonSerializer.SerializeToUtf8Bytes(reply), null).Judge().ShouldBeOfType<SendOutcome.Accepted>();
    }

    [Fact]
    public void One_pair_has_a_burst_of_45_and_then_one_message_in_six_seconds()
    {
        var limit = new PairRateLimit();
        Enumerable.Range(0, 46).Count(_ => limit.TryTake("1", "351911000001", s_now)).ShouldBe(45);
        limit.TryTake("1", "351911000002", s_now).ShouldBeTrue();
        limit.TryTake("1", "351911000001", s_now.AddSeconds(5)).ShouldBeFalse();
        limit.TryTake("1", "351911000001", s_now.AddSeconds(6)).ShouldBeTrue();
        limit.TryTake("1", "351911000001", s_now.AddSeconds(7)).ShouldBeFalse();
    }

    private static string Interactive(string interactive) =>
        $$"""{"messaging_product":"whatsapp","to":"351911000001","type":"interactive","interactive":{{interactive}}}""";

    private static int? Code(string body) => Check(body)?.Code;

    private static GraphError? Check(string body) => GraphRequestValidator.Check(TestFiles.Json(body), new(s_now, _ => s_now.AddHours(-1), "351210000000"));
}
