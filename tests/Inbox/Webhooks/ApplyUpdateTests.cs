using System.Net;
using System.Text;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Webhooks;

public sealed class ApplyUpdateTests
{
    [Fact]
    public async Task Meta_may_repeat_itself_at_once_and_later_and_there_is_one_message()
    {
        await using var inbox = await InboxApp.StartAsync();
        var webhook = inbox.Says("351912345678", "Olá", "wamid.same");

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => inbox.PostAsync(webhook)))).ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        await inbox.SettleAsync();
        await inbox.PostAsync(webhook);
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages")).ShouldBe(1);
        (await inbox.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(1);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(1);
    }

    [Fact]
    public async Task Brazils_ninth_digit_does_not_split_a_customer_and_answers_go_to_the_number_as_received()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(inbox.Says("5541988887777", "Oi"));
        await inbox.PostAsync(inbox.Says("554188887777", "de novo"));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(wa_id, ',') from inbox.contacts")).ShouldBe("554188887777");
        (await inbox.CountAsync("inbox.conversations")).ShouldBe(1);
        (await inbox.CountAsync("inbox.messages")).ShouldBe(2);
    }

    [Fact]
    public async Task Who_hides_the_number_is_a_contact_too_and_the_same_one_when_the_number_is_known_later()
    {
        await using var inbox = await InboxApp.StartAsync();
        var hidden = SandboxPerson.WithUsername("maria.lx", "Maria");
        var now = inbox.App.Clock.GetUtcNow();

        await inbox.PostAsync(inbox.Meta.Text(hidden, "wamid.1", now, "Olá"));
        await inbox.SettleAsync();
        await inbox.PostAsync(inbox.Meta.Text(hidden with { WaId = "351912345678" }, "wamid.2", now, "Sou eu"));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(username || ' ' || phone, ',') from inbox.contacts")).ShouldBe("maria.lx 351912345678");
        (await inbox.CountAsync("inbox.conversations")).ShouldBe(1);
    }

    [Fact]
    public async Task What_one_customer_says_stays_in_order_and_no_broken_update_stops_its_neighbours()
    {
        await using var inbox = await InboxApp.StartAsync(new() { ["Events:MaxAttempts"] = "1" });
        // An update that cannot be applied: its number was moved between intake and work.
        await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, "200000000000007");
        var gone = new SandboxWebhooks("3", "200000000000007", "351210000007", InboxApp.Secret);
        await inbox.PostAsync(gone.Text(SandboxPerson.WithPhone("351900000001"), "wamid.first", inbox.App.Clock.GetUtcNow(), "known"));
        await inbox.SettleAsync();
        await inbox.App.ExecuteAsync("update inbox.numbers set phone_number_id = 'moved' where phone_number_id = '200000000000007'");
        await inbox.PostAsync(gone.Text(SandboxPerson.WithPhone("351900000001"), "wamid.poison", inbox.App.Clock.GetUtcNow(), "poison"));

        for (var n = 0; n < 10; n++)
            await inbox.PostAsync(inbox.Says("351912345678", $"m{n}"));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(text, ' ' order by seq) from inbox.messages where text like 'm%'")).ShouldBe(
            "m0 m1 m2 m3 m4 m5 m6 m7 m8 m9"
        );
        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_Meta_could_not_pass_on_is_replaced_by_the_real_one_under_the_same_id()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(
            Raw(
                """{"from":"351912345678","id":"wamid.ghost","timestamp":"1773133200","type":"unsupported","errors":[{"code":131060,"title":"This message is unavailable"}]}"""
            )
        );
        await inbox.PostAsync(Raw("""{"from":"351912345678","id":"wamid.ghost","timestamp":"1773133200","type":"text","text":{"body":"Afinal cheguei"}}"""));
        await inbox.PostAsync(Raw("""{"from":"351912345678","id":"wamid.ghost","timestamp":"1773133200","type":"text","text":{"body":"Afinal cheguei"}}"""));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select type || ': ' || text from inbox.messages")).ShouldBe("text: Afinal cheguei");
        (await inbox.CountAsync("inbox.messages")).ShouldBe(1);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_text_with_a_lone_surrogate_or_a_nul_is_stored_readable()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(Raw("""{"from":"351912345678","id":"wamid.odd","timestamp":"1773133200","type":"text","text":{"body":"a\ud83d b\u0000c"}}"""));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select text from inbox.messages")).ShouldBe("a\uFFFD b\uFFFDc");
    }

    [Fact]
    public async Task What_is_neither_message_nor_receipt_is_kept_as_it_came()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(
            Change(
                """{"field":"user_id_update","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"NUMBER"},"user_id_update":[{"old":"PT.1","new":"PT.2"}]}}"""
            )
        );
        await inbox.PostAsync(inbox.Meta.Delivered(SandboxPerson.WithPhone("351912345678"), "wamid.of-somebody-else", inbox.App.Clock.GetUtcNow()));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(field, ',' order by field) from inbox.updates")).ShouldBe("messages,user_id_update");
        (await inbox.CountAsync("inbox.messages")).ShouldBe(0);
    }

    private static SignedWebhook Raw(string message) =>
        Change($$$"""{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"NUMBER"},"messages":[{{{message}}}]}}""");

    private static SignedWebhook Change(string change)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"3","changes":[{{{change.Replace("NUMBER", InboxApp.NumberId, StringComparison.Ordinal)}}}]}]}"""
        );
        return new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret));
    }
}
