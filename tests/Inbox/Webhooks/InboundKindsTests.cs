using System.Text.Json;
using static Aldrava.Tests.Inbox.Webhooks.RawWebhook;

namespace Aldrava.Tests.Inbox.Webhooks;

/// <summary>What each kind of message leaves behind beside its type.</summary>
public sealed class InboundKindsTests
{
    [Fact]
    public async Task What_only_people_look_at_is_kept_under_Metas_names()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(
            Said(
                From("wamid.1", Text("Olá") + ""","referral":{"source_url":"https://fb.me/x","headline":"T3 em Alvalade"},"context":{"forwarded":true}"""),
                From("wamid.2", Text("Ainda há?") + ""","context":{"id":"wamid.c","referred_product":{"catalog_id":"1","product_retailer_id":"2"}}"""),
                From("wamid.3", "\"type\":\"order\",\"order\":{\"catalog_id\":\"1\",\"text\":\"\",\"product_items\":[{\"quantity\":1e400}]}"),
                From(
                    "wamid.4",
                    "\"type\":\"interactive\",\"interactive\":{\"type\":\"call_permission_reply\",\"call_permission_reply\":{\"response\":\"accept\"}}"
                ),
                From("wamid.5", "\"type\":\"contacts\",\"contacts\":[{\"name\":{\"formatted_name\":\"Ana\"},\"phones\":[{\"phone\":\"+351 911\"}]}]")
            )
        );
        await inbox.SettleAsync();

        (await ContentAsync(inbox, "wamid.1")).ShouldBe("""{"referral": {"headline": "T3 em Alvalade", "source_url": "https://fb.me/x"}, "forwarded": true}""");
        (await ContentAsync(inbox, "wamid.2")).ShouldBe("""{"product": {"catalog_id": "1", "product_retailer_id": "2"}}""");
        (await inbox.App.ScalarAsync<string>("select context_wamid from inbox.messages where wamid = 'wamid.2'")).ShouldBe("wamid.c");
        (await ContentAsync(inbox, "wamid.3")).ShouldContain("1e400");
        (await ContentAsync(inbox, "wamid.4")).ShouldContain("accept");
        (await ContentAsync(inbox, "wamid.5")).ShouldContain("formatted_name");
    }

    [Fact]
    public async Task A_reaction_belongs_to_its_message_may_come_before_it_and_is_taken_back()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Said(From("wamid.1", Text("Olá"))));
        await inbox.PostAsync(Said(Reaction("wamid.r1", "wamid.1", "\u2764", 1773130010), Reaction("wamid.r2", "wamid.late", "\u2764", 1773130010)));
        await inbox.PostAsync(Said(Reaction("wamid.r3", "wamid.1", null, 1773130020)));
        await inbox.PostAsync(Said(Reaction("wamid.r1", "wamid.1", "\u2764", 1773130010)));
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages")).ShouldBe(1);
        (
            await inbox.App.ScalarAsync<string>(
                "select string_agg(target_wamid || '=' || coalesce(emoji, '-'), ' ' order by target_wamid) from inbox.reactions"
            )
        ).ShouldBe("wamid.1=- wamid.late=\u2764");
        (await inbox.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(1);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_edited_message_keeps_its_earlier_words_whatever_comes_first()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Said(From("wamid.1", Text("às 3"))));
        await inbox.PostAsync(Said(Edit("wamid.e2", "wamid.1", "às 5", 1773130020)));
        await inbox.PostAsync(Said(Edit("wamid.e1", "wamid.1", "às 4", 1773130010)));
        await inbox.PostAsync(Said(Edit("wamid.e2", "wamid.1", "às 5", 1773130020)));
        await inbox.PostAsync(Said(Edit("wamid.e3", "wamid.2", "depois", 1773130020)));
        await inbox.PostAsync(Said(From("wamid.2", Text("antes"))));
        await inbox.PostAsync(Said(From("wamid.2", Text("antes"))));
        await inbox.SettleAsync();

        (
            await inbox.App.ScalarAsync<string>("select string_agg(text || ' < ' || (earlier -> 0 ->> 'text'), ', ' order by wamid) from inbox.messages")
        ).ShouldBe("às 5 < às 3, depois < antes");
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_message_taken_back_is_gone_also_when_it_comes_after_that()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Said(From("wamid.1", Text("segredo")), Revoke("wamid.d1", "wamid.1"), Revoke("wamid.d2", "wamid.2")));
        await inbox.PostAsync(Said(From("wamid.2", Text("outro segredo")), Edit("wamid.e", "wamid.1", "segredo!", 1773130020)));
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages where deleted_at is not null and text is null and content is null and earlier is null")).ShouldBe(2);
        (await inbox.App.ScalarAsync<string>("select last_message from inbox.conversations")).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_changes_what_somebody_else_said()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Said(From("wamid.1", Text("Olá"))));
        await inbox.SettleAsync();
        await inbox.PostAsync(inbox.Says("351900000009", "eu"));
        await inbox.SettleAsync();

        var other = Revoke("wamid.d", "wamid.1").Replace(Phone, "351900000009", StringComparison.Ordinal);
        await inbox.PostAsync(Said(other));
        await inbox.PostAsync(Echoes(Echo("wamid.d2", "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"wamid.1\"}")));
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages where deleted_at is null")).ShouldBe(2);
        (await inbox.CountAsync("inbox.updates")).ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_from_the_phone_is_ours_and_silences_the_bot()
    {
        await using var inbox = await InboxApp.StartAsync(chatbotId: Guid.CreateVersion7());
        await inbox.PostAsync(Said(From("wamid.1", Text("Olá"))));
        await inbox.SettleAsync();

        var echo = Echoes(Echo("wamid.e1", Text("Bom dia, fala a Ana")));
        await inbox.PostAsync(echo);
        await inbox.PostAsync(echo);
        await inbox.PostAsync(
            Echoes(
                Echo(
                    "wamid.e2",
                    "\"type\":\"edit\",\"edit\":{\"original_message_id\":\"wamid.e1\",\"message\":{\"type\":\"text\",\"text\":{\"body\":\"Bom dia!\"}}}"
                )
            )
        );
        await inbox.PostAsync(Statuses("""{"id":"wamid.e1","status":"read","timestamp":"1773130020","recipient_id":"351912345678"}"""));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select concat_ws(' ', direction, sent_by, status, text) from inbox.messages where wamid = 'wamid.e1'")).ShouldBe(
            "outbound phone read Bom dia!"
        );
        (await inbox.CountAsync("inbox.conversations where not bot_active and status = 'open' and unread_count = 0")).ShouldBe(1);
        (await inbox.CountAsync("platform.events where type = 'inbox.conversation_handed_over' and payload::text like '%human_reply_from_phone%'")).ShouldBe(1);
        inbox.Graph.Accepted.ShouldBeEmpty();
    }

    [Fact]
    public async Task History_is_stored_at_its_own_time_and_wakes_nobody()
    {
        await using var inbox = await InboxApp.StartAsync(chatbotId: Guid.CreateVersion7());
        await inbox.PostAsync(
            Value(
                "smb_app_state_sync",
                """ "state_sync":[{"type":"contact","contact":{"full_name":"Maria do Café","phone_number":"351912345678"},"action":"add"}]"""
            )
        );
        // The address book has a lane of its own.
        await inbox.SettleAsync();
        var history = Value(
            "history",
            $$$"""
            "history":[{"metadata":{"phase":0},"threads":[{"id":"{{{Phone}}}","messages":[
              {"from":"{{{Phone}}}","id":"wamid.h1","timestamp":"1773000000","type":"text","text":{"body":"Boa tarde"},"history_context":{"status":"READ"}},
              {"from":"{{{Own}}}","id":"wamid.h2","timestamp":"1773001000","type":"text","text":{"body":"Diga"},"history_context":{"status":"DELIVERED"}},
              {"from":"{{{Phone}}}","id":"wamid.h3","timestamp":"1773002000","type":"media_placeholder","history_context":{"status":"READ"}}]}]}]
            """
        );
        await inbox.PostAsync(history);
        await inbox.PostAsync(history);
        await inbox.PostAsync(
            Value("history", $"\"messages\":[{From("wamid.h3", "\"type\":\"image\",\"image\":{\"id\":\"77\",\"caption\":\"A sala\"}", 1773002000)}]")
        );
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(concat_ws(' ', type, status, text), ', ' order by created_at) from inbox.messages")).ShouldBe(
            "text received Boa tarde, text delivered Diga, image received A sala"
        );
        (await inbox.App.ScalarAsync<long>("select extract(epoch from min(created_at))::bigint from inbox.messages")).ShouldBe(1773000000);
        (await inbox.App.ScalarAsync<string>("select name from inbox.contacts")).ShouldBe("Maria do Café");
        (await inbox.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(0);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(0);
        (await inbox.CountAsync("inbox.media_files")).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_is_a_message_and_the_customers_opens_the_window()
    {
        await using var inbox = await InboxApp.StartAsync(chatbotId: Guid.CreateVersion7());
        await inbox.PostAsync(
            Value(
                "calls",
                $$""" "calls":[{"id":"wacid.1","from":"{{Phone}}","to":"{{Own}}","event":"connect","timestamp":"1773130000","direction":"USER_INITIATED"}]"""
            )
        );
        await inbox.PostAsync(
            Value(
                "calls",
                $$""" "calls":[{"id":"wacid.1","from":"{{Phone}}","to":"{{Own}}","event":"terminate","timestamp":"1773130100","direction":"USER_INITIATED","status":"COMPLETED","duration":90}]"""
            )
        );
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select concat_ws(' ', type, direction, content) from inbox.messages")).ShouldBe(
            """call inbound {"event": "terminate", "status": "COMPLETED", "duration": "90"}"""
        );
        (await inbox.CountAsync("inbox.conversations where last_inbound_at is not null")).ShouldBe(1);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_received'")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_changes_number_stays_the_same_contact()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Said(From("wamid.1", Text("Olá") + ",\"from_user_id\":\"PT.1\"")));
        await inbox.SettleAsync();
        await inbox.PostAsync(
            Said(From("wamid.2", "\"type\":\"system\",\"system\":{\"body\":\"User changed\",\"wa_id\":\"351960000001\",\"type\":\"user_changed_number\"}"))
        );
        await inbox.SettleAsync();
        await inbox.PostAsync(
            Said(From("wamid.3", Text("Novo número") + ",\"from_user_id\":\"PT.2\"").Replace(Phone, "351960000001", StringComparison.Ordinal))
        );
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(phone || ' ' || wa_user_id, ',') from inbox.contacts")).ShouldBe("351960000001 PT.2");
        (await inbox.App.ScalarAsync<string>("select string_agg(type, ' ' order by seq) from inbox.messages")).ShouldBe("text system text");
        (await inbox.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_receipt_says_of_money_and_of_being_heard_is_noted()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(Echoes(Echo("wamid.e1", "\"type\":\"audio\",\"audio\":{\"id\":\"77\",\"voice\":true}")));
        await inbox.PostAsync(
            Statuses(
                """{"id":"wamid.e1","status":"played","timestamp":"1773130020","recipient_id":"351912345678","pricing":{"billable":true,"pricing_model":"PMP","category":"service"},"conversation":{"expiration_timestamp":"1773200000"}}"""
            )
        );
        await inbox.PostAsync(Statuses("""{"id":"wamid.e1","status":"delivered","timestamp":"1773130010","recipient_id":"351912345678"}"""));
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select concat_ws(' ', status, pricing ->> 'category', played_at is not null) from inbox.messages")).ShouldBe(
            "read service t"
        );
    }

    private static string Reaction(string wamid, string target, string? emoji, long at) =>
        From(
            wamid,
            $"\"type\":\"reaction\",\"reaction\":{JsonSerializer.Serialize(emoji is null ? new Dictionary<string, string> { ["message_id"] = target } : new() { ["message_id"] = target, ["emoji"] = emoji })}",
            at
        );

    private static string Edit(string wamid, string target, string text, long at) =>
        From(
            wamid,
            "\"type\":\"edit\",\"edit\":{\"original_message_id\":\"" + target + "\",\"message\":{\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}}",
            at
        );

    private static string Revoke(string wamid, string target) => From(wamid, "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"" + target + "\"}");

    private static async Task<string> ContentAsync(InboxApp inbox, string wamid) =>
        (await inbox.App.ScalarAsync<string>($"select content::text from inbox.messages where wamid = '{wamid}'"))!;
}
