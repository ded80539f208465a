using System.Text;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class WebhookParserTests
{
    private const string Number = "100000000000001";

    [Fact]
    public void One_message_is_one_update_of_its_customers_lane()
    {
        var update = TestFiles.Only("text");
        update.Field.ShouldBe("messages");
        update.PhoneNumberId.ShouldBe(Number);
        update.BusinessAccountId.ShouldBe("200000000000001");
        update.Kind.ShouldBe(WebhookKind.Message);
        update.LaneKey.ShouldBe($"wa:{Number}:351911000001");
        update.OccurredAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1790000001));
        update.Json.ShouldNotContain("\n");
    }

    [Fact]
    public void A_batch_is_cut_apart_and_broken_parts_stop_no_neighbours()
    {
        var updates = WebhookParser.Split(TestFiles.Fixture("batch")).Updates;

        updates
            .Select(update => (update.PhoneNumberId, update.Kind))
            .ShouldBe([
                (Number, WebhookKind.Message),
                (Number, WebhookKind.Other),
                (Number, WebhookKind.Message),
                (Number, WebhookKind.Status),
                (Number, WebhookKind.Other),
                (null, WebhookKind.Other),
                ("100000000000002", WebhookKind.Message),
                (null, WebhookKind.Other),
            ]);
        updates[1].Json.ShouldContain("isto não é uma mensagem");
        updates[5].Json.ShouldContain("42");
    }

    [Fact]
    public void Contacts_are_matched_by_who_they_are_not_by_their_place()
    {
        var messages = WebhookParser.Split(TestFiles.Fixture("batch")).Updates.Where(update => update.Kind is WebhookKind.Message).ToList();
        InboundMessage.Parse(TestFiles.Json(messages[0].Json)).From.ProfileName.ShouldBe("Rita Sequeira");
        InboundMessage.Parse(TestFiles.Json(messages[1].Json)).From.ProfileName.ShouldBe("Bruno");
        messages[0].Json.ShouldNotContain("Bruno");
    }

    [Fact]
    public void Messages_and_receipts_of_one_person_share_a_lane_with_or_without_the_ninth_digit()
    {
        var updates = WebhookParser.Split(TestFiles.Fixture("batch")).Updates;
        updates[2].LaneKey.ShouldBe($"wa:{Number}:5541988887777");
        updates[3].LaneKey.ShouldBe(updates[2].LaneKey);
    }

    [Theory]
    [InlineData("text-username-only", "PT.40000000000000002")]
    [InlineData("text-empty-from", "PT.40000000000000003")]
    [InlineData("echo", "351911000001")]
    [InlineData("user-id-update", "351911000001")]
    [InlineData("status-group", "351911000001")]
    [InlineData("status-failed", "351911000001")]
    public void The_lane_is_the_customers_however_it_is_named(string fixture, string customer) =>
        TestFiles.Only(fixture).LaneKey.ShouldBe($"wa:{Number}:{customer}");

    [Theory]
    [InlineData("echo")]
    [InlineData("user-id-update")]
    public void What_is_neither_message_nor_receipt_is_other(string fixture) => TestFiles.Only(fixture).Kind.ShouldBe(WebhookKind.Other);

    [Fact]
    public void A_bare_change_from_the_dashboard_is_understood() => TestFiles.Only("dashboard-test").BusinessAccountId.ShouldBeNull();

    [Fact]
    public void Old_messages_of_a_history_are_not_new_ones()
    {
        var body = Encoding.UTF8.GetString(TestFiles.Fixture("text")).Replace("\"field\": \"messages\"", "\"field\": \"history\"", StringComparison.Ordinal);
        WebhookParser.Split(Encoding.UTF8.GetBytes(body)).Updates.ShouldHaveSingleItem().Kind.ShouldBe(WebhookKind.Other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"entry\":[")]
    [InlineData("{\"entry\":[]} trailing")]
    public void What_is_no_json_is_said_to_be_none(string body) => Split(body).Sense.ShouldBe(WebhookSense.NotJson);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"entry\"")]
    [InlineData("{}")]
    [InlineData("{\"entry\":{}}")]
    [InlineData("{\"entry\":[]}")]
    public void Json_that_is_no_webhook_makes_no_sense(string body)
    {
        var envelope = Split(body);
        envelope.Sense.ShouldBe(WebhookSense.NoSense);
        envelope.Updates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"entry":[null]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[]}]}""")]
    [InlineData("""{"entry":[{"id":7,"changes":"x"}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[null]}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[{"field":"messages","value":[]}]}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[{"field":"messages","value":{"messages":[]}}]}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[{"field":"messages","value":{"messages":{"from":"1"}}}]}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[{"field":"messages","value":{"metadata":[],"contacts":{},"messages":[null]}}]}]}""")]
    [InlineData("""{"entry":[{"id":"0","changes":[{"field":["x"],"value":{"statuses":7}}]}]}""")]
    public void Wrong_shapes_are_kept_as_other(string body) => Split(body).Updates.ShouldHaveSingleItem().Kind.ShouldBe(WebhookKind.Other);

    [Theory]
    [InlineData("""{"metadata":{"phone_number_id":"1"},"messages":[{}]}""")]
    [InlineData("""{"metadata":{"phone_number_id":1},"messages":[{"from":351911000001,"id":5,"timestamp":1,"type":"text","text":"x"}]}""")]
    [InlineData("""{"contacts":[7,{"wa_id":[]}],"messages":[{"from":{},"id":"","timestamp":"soon","type":7,"context":1,"errors":[1,{"code":"x"}]}]}""")]
    [InlineData("""{"messages":[{"from":"1","type":"contacts","contacts":[1,{"name":1,"phones":[1]}]}]}""")]
    [InlineData("""{"messages":[{"from":"1","type":"location","location":{"latitude":"a","longitude":1e999}}]}""")]
    [InlineData("""{"messages":[{"from":"1","type":"edit","edit":{"message":{"type":"edit","edit":{}}}}]}""")]
    [InlineData("""{"messages":[{"from":"1","timestamp":"99999999999999999999","type":"image","image":null}]}""")]
    public void A_message_of_any_shape_parses(string value)
    {
        var update = Split(Change(value)).Updates.ShouldHaveSingleItem();
        update.Kind.ShouldBe(WebhookKind.Message);
        InboundMessage.Parse(TestFiles.Json(update.Json)).Wamid.ShouldNotBeEmpty();
    }

    [Fact]
    public void Nul_and_lone_surrogates_do_not_survive()
    {
        const string Text = """a\u0000b\ud83dc\udc00d \ud83d\ude00 \\u0000 \\ud83d""";
        var update = Split(Change($$$"""{"messages":[{"from":"1","type":"text","text":{"body":"{{{Text}}}"}}]}""")).Updates.ShouldHaveSingleItem();
        update.Json.ShouldNotContain("\\u0000b");
        InboundMessage.Parse(TestFiles.Json(update.Json)).Text.ShouldBe("a\uFFFDb\uFFFDc\uFFFDd 😀 \\u0000 \\ud83d");
    }

    [Fact]
    public void Bytes_that_are_no_utf8_and_a_byte_order_mark_are_mended()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. "{\"entry\":[\""u8, 0xC3, 0x28, 0xED, 0xA0, 0x80, .. "\"]}"u8];
        WebhookParser.Split(body).Updates.ShouldHaveSingleItem().Json.ShouldContain("\uFFFD(");
    }

    [Fact]
    public void Ids_too_long_for_an_index_are_cut_but_stay_apart()
    {
        var one = Long('a');
        var other = Long('b');
        one.LaneKey.Length.ShouldBeLessThan(400);
        one.LaneKey.ShouldNotBe(other.LaneKey);
        one.PhoneNumberId!.Length.ShouldBeLessThanOrEqualTo(128);

        static WebhookUpdate Long(char last)
        {
            var id = new string('9', 5000) + last;
            return Split(Change($$$"""{"metadata":{"phone_number_id":"{{{id}}}"},"messages":[{"from_user_id":"{{{id}}}"}]}""")).Updates.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_thousand_updates_do_not_carry_a_thousand_copies_of_what_surrounds_them()
    {
        var messages = string.Join(
            ',',
            Enumerable.Range(0, 1000).Select(i => $$$"""{"from":"351911000001","id":"wamid.{{{i}}}","type":"text","text":{"body":"{{{i}}}"}}""")
        );
        var huge = new string('x', 100_000);
        var envelope = Split(
            Change(
                $$$"""{"metadata":{"phone_number_id":"1","display_phone_number":"{{{huge}}}"},"contacts":[{"wa_id":"351911000001","profile":{"name":"{{{huge}}}"},"x":"{{{huge}}}"}],"messages":[{{{messages}}}]}"""
            )
        );
        envelope.Updates.Count.ShouldBe(1000);
        envelope.Updates.Select(update => InboundMessage.Parse(TestFiles.Json(update.Json)).Text).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"{i}"));
        envelope.Updates.Sum(update => update.Json.Length).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Damaged_bodies_never_throw()
    {
        var random = new Random(20_26);
        foreach (var fixture in TestFiles.FixtureNames().Select(TestFiles.Fixture))
        {
            for (var round = 0; round < 200; round++)
            {
                var damaged = fixture.ToArray();
                for (var hits = random.Next(1, 6); hits > 0; hits--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                ReadAll(damaged.AsMemory(0, random.Next(2) == 0 ? damaged.Length : random.Next(damaged.Length)));
            }
        }
    }

    [Fact]
    public void Every_known_body_parses_and_loses_nothing_it_names()
    {
        foreach (
            var file in TestFiles
                .Shared("webhooks", "*.json")
                .Where(file => !file.EndsWith("_vectors.json", StringComparison.Ordinal) && !file.EndsWith("phone_variants.json", StringComparison.Ordinal))
        )
        {
            var name = Path.GetFileName(file);
            var updates = ReadAll(File.ReadAllBytes(file));
            updates.ShouldNotBeEmpty(name);
            if (name.StartsWith("msg-", StringComparison.Ordinal))
                updates.ShouldContain(update => update.Kind == WebhookKind.Message, name);
            if (name.StartsWith("status-", StringComparison.Ordinal))
                updates.ShouldAllBe(update => update.Kind == WebhookKind.Status, name);
            if (name.StartsWith("field-", StringComparison.Ordinal))
                updates.ShouldAllBe(update => update.Kind == WebhookKind.Other && update.Field.Length > 0, name);
        }
    }

    [Fact]
    public void Every_known_message_has_a_sender_and_every_known_receipt_a_recipient()
    {
        foreach (var file in TestFiles.Shared("webhooks", "msg-*.json").Concat(TestFiles.Shared("webhooks", "status-*.json")))
        {
            foreach (var update in WebhookParser.Split(File.ReadAllBytes(file)).Updates)
            {
                if (update.Kind is WebhookKind.Message)
                    InboundMessage.Parse(TestFiles.Json(update.Json)).From.IsKnown.ShouldBeTrue(file);
                if (update.Kind is WebhookKind.Status)
                    ShouldNameSomebody(StatusUpdate.Parse(TestFiles.Json(update.Json)), file);
            }
        }

        static void ShouldNameSomebody(StatusUpdate status, string file)
        {
            (status.Recipient.IsKnown || status.GroupId is not null).ShouldBeTrue(file);
            status.State.ShouldNotBe(DeliveryState.Unknown, file);
        }
    }

    private static string Change(string value) => """{"entry":[{"id":"0","changes":[{"field":"messages","value":""" + value + "}]}]}";

    private static WebhookEnvelope Split(string body) => WebhookParser.Split(Encoding.UTF8.GetBytes(body));

    private static IReadOnlyList<WebhookUpdate> ReadAll(ReadOnlyMemory<byte> body)
    {
        var updates = WebhookParser.Split(body).Updates;
        foreach (var update in updates)
        {
            update.Json.ShouldNotContain("\\u0000\\u0000");
            InboundMessage.Parse(TestFiles.Json(update.Json));
            StatusUpdate.Parse(TestFiles.Json(update.Json));
        }
        return updates;
    }
}
