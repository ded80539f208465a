using System.Net;
using Aldrava.Tests.Support;
using static Aldrava.Tests.Inbox.Webhooks.RawWebhook;

namespace Aldrava.Tests.Inbox.Webhooks;

/// <summary>Repeats, reorders, ghosts, batches and poison.</summary>
public sealed class InboundSequenceTests
{
    [Fact]
    public async Task A_thousand_updates_in_one_body_are_a_thousand_messages()
    {
        await using var inbox = await InboxApp.StartAsync();
        var messages = Enumerable
            .Range(0, 1000)
            .Select(n => From($"wamid.{n}", Text($"m{n:D4}")).Replace(Phone, $"3519000000{n % 20:D2}", StringComparison.Ordinal))
            .ToArray();

        (await inbox.PostAsync(Said(messages))).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(
            async () => await inbox.CountAsync("platform.deliveries where state = 'pending'") == 0,
            "every event delivered",
            within: TimeSpan.FromMinutes(2)
        );

        (await inbox.CountAsync("inbox.messages")).ShouldBe(1000);
        (await inbox.CountAsync("inbox.contacts")).ShouldBe(20);
        // Each customer's own words in the order they were said.
        (
            await inbox.CountAsync(
                "(select text, lag(text) over (partition by conversation_id order by seq) before from inbox.messages) as said where before > text"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Whatever_stands_between_good_updates_stops_none_of_them()
    {
        await using var inbox = await InboxApp.StartAsync(new() { ["Events:MaxAttempts"] = "1" });

        await inbox.PostAsync(
            Said(
                From("wamid.1", Text("antes")),
                "null",
                "7",
                "[]",
                "{}",
                "\"words\"",
                """{"from":{"a":1},"id":["x"],"timestamp":-5,"type":{"text":1}}""",
                """{"from":"351912345678","id":"wamid.odd","timestamp":"99999999999999999999","type":"text","text":"not an object"}""",
                """{"from":"351912345678","id":"wamid.media","type":"image","image":{"id":"../../secrets","sha256":"zzz","mime_type":7}}""",
                """{"from":"","id":"wamid.nobody","type":"text","text":{"body":"quem?"}}""",
                """{"from":"351912345678","id":"wamid.lone","type":"text","text":{"body":"a\ud83d"},"context":{"id":"wamid.never-seen"}}""",
                From("wamid.2", Text("depois"))
            )
        );
        await inbox.PostAsync(Echoes("null", "{}", """{"to":"351912345678","id":"wamid.e","type":"edit","edit":null}""", """{"from":"1","type":"reaction"}"""));
        await inbox.PostAsync(Value("history", "\"history\":[null,{\"threads\":[null,{\"id\":\"351912345678\",\"messages\":[null,7]}]}],\"messages\":[{}]"));
        await inbox.PostAsync(Value("calls", "\"calls\":[null,{},{\"id\":\"wacid.1\"},{\"id\":\"wamid.1\",\"from\":\"351912345678\"}]"));
        await inbox.PostAsync(Value("smb_app_state_sync", "\"state_sync\":[null,{},{\"contact\":{\"phone_number\":\"351911111111\"}}]"));
        await inbox.PostAsync(Statuses("null", "{}", """{"id":"wamid.ghost","status":"failed","errors":[null,{"code":"x"}]}"""));
        await inbox.SettleAsync();

        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
        (await inbox.App.ScalarAsync<string>("select string_agg(text, ' ' order by seq) from inbox.messages where wamid in ('wamid.1', 'wamid.2')")).ShouldBe(
            "antes depois"
        );
        (await inbox.App.ScalarAsync<string>("select text from inbox.messages where wamid = 'wamid.lone'")).ShouldBe("a\uFFFD");
        (await inbox.App.ScalarAsync<string>("select state from inbox.media_files")).ShouldBe("unavailable");
    }

    [Fact]
    public async Task An_unsupported_message_and_the_real_one_make_one_in_either_order()
    {
        await using var inbox = await InboxApp.StartAsync();
        var unsupported = "\"type\":\"unsupported\",\"errors\":[{\"code\":131060}]";

        await inbox.PostAsync(Said(From("wamid.1", unsupported), From("wamid.1", "\"type\":\"image\",\"image\":{\"id\":\"77\"}")));
        await inbox.PostAsync(Said(From("wamid.2", Text("primeiro")), From("wamid.2", unsupported)));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(type, ' ' order by seq) from inbox.messages")).ShouldBe("image text");
        (await inbox.CountAsync("inbox.messages where error is not null")).ShouldBe(0);
        (await inbox.CountAsync("inbox.media_files")).ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_of_everything_at_once_are_one_of_each()
    {
        await using var inbox = await InboxApp.StartAsync();
        var webhooks = new[]
        {
            Said(From("wamid.1", "\"type\":\"image\",\"image\":{\"id\":\"77\"}")),
            Echoes(Echo("wamid.2", Text("Bom dia"))),
            Value("calls", $$""" "calls":[{"id":"wacid.1","from":"{{Phone}}","event":"connect","direction":"USER_INITIATED"}]"""),
            Value(
                "history",
                $$$""" "history":[{"threads":[{"id":"{{{Phone}}}","messages":[{"from":"{{{Phone}}}","id":"wamid.3","timestamp":"1773000000","type":"text","text":{"body":"x"}}]}]}]"""
            ),
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(n => inbox.PostAsync(webhooks[n % webhooks.Length])));
        await inbox.SettleAsync();

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await inbox.App.ScalarAsync<string>("select string_agg(type, ' ' order by type) from inbox.messages")).ShouldBe("call image text text");
        (await inbox.CountAsync("inbox.contacts")).ShouldBe(1);
        (await inbox.CountAsync("inbox.conversations")).ShouldBe(1);
        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_group_says_is_kept_and_reaches_no_bot()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(Said(From("wamid.1", Text("Olá grupo") + ",\"group_id\":\"G1\"")));
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages")).ShouldBe(0);
        (await inbox.CountAsync("inbox.updates")).ShouldBe(1);
    }
}
