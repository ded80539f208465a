using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Messages;

public sealed class SendMessagesTests
{
    private const string Customer = "351912345678";

    [Fact]
    public async Task Messages_of_a_conversation_go_out_in_order_and_receipts_move_them_forward_only()
    {
        await using var inbox = await ConversationAsync();

        await SayAsync(inbox, "um", "dois", "três");
        await UntilStatusAsync(inbox, "sent", 3);

        inbox.Graph.TextsTo(Customer).ShouldBe(["um", "dois", "três"]);
        var first = inbox.Graph.Accepted.First();
        var (to, now) = (SandboxPerson.WithPhone(Customer), inbox.App.Clock.GetUtcNow());
        foreach (
            var receipt in (SignedWebhook[])
                [inbox.Meta.Read(to, first.Wamid, now), inbox.Meta.Delivered(to, first.Wamid, now), inbox.Meta.Sent(to, first.Wamid, now)]
        )
            await inbox.PostAsync(receipt);
        await inbox.SettleAsync();
        (await StatusOfAsync(inbox, "um")).ShouldBe("read");
    }

    [Fact]
    public async Task What_Meta_did_not_take_is_tried_again_and_sent_once()
    {
        await using var inbox = await ConversationAsync();
        inbox.Graph.Next.Enqueue(GraphMood.Refuse500);
        inbox.Graph.Next.Enqueue(GraphMood.Refuse500);

        await SayAsync(inbox, "olá", "depois");
        await RefusedAsync(inbox, attempt: 1);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(5));
        await RefusedAsync(inbox, attempt: 2);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(10));
        await UntilStatusAsync(inbox, "sent", 2);

        inbox.Graph.TextsTo(Customer).ShouldBe(["olá", "depois"]);
    }

    [Fact]
    public async Task A_final_refusal_is_told_with_its_code_and_does_not_hold_up_the_rest()
    {
        await using var inbox = await ConversationAsync();
        inbox.Graph.Next.Enqueue(GraphMood.Refuse131047);

        await SayAsync(inbox, "tarde", "depois");
        await UntilStatusAsync(inbox, "sent", 1);

        (await StatusOfAsync(inbox, "tarde")).ShouldBe("failed");
        (await inbox.App.ScalarAsync<string>("select error->>'code' from inbox.messages where text = 'tarde'")).ShouldBe("131047");
        inbox.Graph.TextsTo(Customer).ShouldBe(["depois"]);
        var told = inbox.App.Logs.Lines.Single(l => l.Contains("was not sent"));
        told.ShouldContain("\"level\":\"warning\"");
        told.ShouldContain("131047");
        told.ShouldNotContain(Customer);
    }

    [Fact]
    public async Task An_unknown_outcome_is_never_sent_again_and_the_receipt_resolves_it()
    {
        await using var inbox = await ConversationAsync();
        inbox.Graph.Next.Enqueue(GraphMood.DropAfterAccept);

        await SayAsync(inbox, "olá", "depois");
        await UntilStatusAsync(inbox, "sent", 1);
        (await StatusOfAsync(inbox, "olá")).ShouldBe("unknown");
        inbox.App.Clock.Advance(TimeSpan.FromHours(2));

        var accepted = inbox.Graph.Accepted.First();
        await inbox.PostAsync(inbox.Meta.Delivered(SandboxPerson.WithPhone(Customer), accepted.Wamid, inbox.App.Clock.GetUtcNow(), accepted.CallbackData));
        await inbox.SettleAsync();

        (await StatusOfAsync(inbox, "olá")).ShouldBe("delivered");
        (await inbox.App.ScalarAsync<string>("select wamid from inbox.messages where text = 'olá'")).ShouldBe(accepted.Wamid);
        inbox.Graph.TextsTo(Customer).ShouldBe(["olá", "depois"]);
    }

    [Fact]
    public async Task A_send_that_a_crash_interrupted_becomes_unknown_and_lets_the_next_pass()
    {
        await using var inbox = await ConversationAsync(new() { ["Sending:Parallelism"] = "0" });
        await SayAsync(inbox, "olá", "depois");
        await inbox.App.ExecuteAsync($"update inbox.messages set status = 'sending', sending_since = '{inbox.App.Clock.GetUtcNow():O}' where text = 'olá'");

        await using var node = await inbox.App.StartNodeAsync(InboxApp.Settings(inbox.Graph, new() { ["Sending:InterruptedAfter"] = "00:00:01" }));
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(2));
        await UntilStatusAsync(inbox, "sent", 1);

        (await StatusOfAsync(inbox, "olá")).ShouldBe("unknown");
        inbox.Graph.TextsTo(Customer).ShouldBe(["depois"]);
    }

    [Fact]
    public async Task The_same_key_says_it_once()
    {
        await using var inbox = await ConversationAsync();
        var conversation = (await inbox.App.ScalarAsync<Guid>("select id from inbox.conversations"));

        foreach (var _ in Enumerable.Range(0, 3))
            await inbox.App.InScopeAsync(
                inbox.Agency.Id,
                async s =>
                {
                    await s.GetRequiredService<IConversations>().SayAsync(conversation, new OutgoingContent.Text("olá"), "key", CancellationToken.None);
                    return 0;
                }
            );
        await UntilStatusAsync(inbox, "sent", 1);

        inbox.Graph.TextsTo(Customer).ShouldBe(["olá"]);
    }

    private static async Task<InboxApp> ConversationAsync(Dictionary<string, string?>? settings = null)
    {
        var inbox = await InboxApp.StartAsync(settings);
        await inbox.PostAsync(inbox.Says(Customer, "Bom dia"));
        await inbox.SettleAsync();
        return inbox;
    }

    private static Task<int> SayAsync(InboxApp inbox, params string[] texts) =>
        inbox.App.InScopeAsync(
            inbox.Agency.Id,
            async services =>
            {
                var id = await services.GetRequiredService<InboxDbContext>().Conversations.Select(c => c.Id).SingleAsync();
                foreach (var text in texts)
                    await services.GetRequiredService<IConversations>().SayAsync(id, new OutgoingContent.Text(text), text, CancellationToken.None);
                return texts.Length;
            }
        );

    // Noted, not only asked: time that is moved while a request is under way would run into its timeout.
    private static Task RefusedAsync(InboxApp inbox, int attempt) =>
        Eventually.BecomesTrueAsync(
            async () => await inbox.CountAsync($"inbox.messages where text = 'olá' and status = 'queued' and attempts = {attempt}") == 1,
            $"attempt {attempt} refused"
        );

    private static Task<string?> StatusOfAsync(InboxApp inbox, string text) =>
        inbox.App.ScalarAsync<string>($"select status from inbox.messages where text = '{text}'");

    private static Task UntilStatusAsync(InboxApp inbox, string status, int count) =>
        Eventually.BecomesTrueAsync(async () => await inbox.CountAsync($"inbox.messages where status = '{status}'") == count, $"{count} messages {status}");
}
