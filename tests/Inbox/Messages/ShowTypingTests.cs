using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Messages;

public sealed class ShowTypingTests
{
    private const string Customer = "351912345678";

    [Fact]
    public async Task While_a_bot_thinks_the_customer_sees_that_they_were_read_and_that_it_types()
    {
        await using var inbox = await InboxApp.StartAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));

        await inbox.PostAsync(inbox.Says(Customer, "Olá", wamid: "wamid.A"));
        await inbox.SettleAsync();

        var told = Receipts(inbox).ShouldHaveSingleItem();
        told.GetProperty("status").GetString().ShouldBe("read");
        told.GetProperty("message_id").GetString().ShouldBe("wamid.A");
        told.GetProperty("typing_indicator").GetProperty("type").GetString().ShouldBe("text");
    }

    [Fact]
    public async Task Where_no_bot_speaks_nobody_types_and_a_person_has_to_read()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(inbox.Says(Customer, "Olá"));
        await inbox.SettleAsync();

        Receipts(inbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var inbox = await InboxApp.StartAsync(new() { ["Sending:ShowTyping"] = "false" }, chatbotId: Guid.CreateVersion7(TestClock.Start));

        await inbox.PostAsync(inbox.Says(Customer, "Olá"));
        await inbox.SettleAsync();

        Receipts(inbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Meta_that_is_away_hinders_neither_the_event_nor_the_answer()
    {
        await using var inbox = await InboxApp.StartAsync(
            new() { ["WHATSAPP_GRAPH_URL"] = "http://127.0.0.1:9/v25.0" },
            chatbotId: Guid.CreateVersion7(TestClock.Start)
        );

        await inbox.PostAsync(inbox.Says(Customer, "Olá"));
        await inbox.SettleAsync();

        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
        var conversation = await inbox.App.ScalarAsync<Guid>("select id from inbox.conversations");
        await inbox.App.InScopeAsync(
            inbox.Agency.Id,
            async s =>
            {
                await s.GetRequiredService<IConversations>().SayAsync(conversation, new OutgoingContent.Text("olá"), "key", CancellationToken.None);
                return 0;
            }
        );
        await Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("inbox.messages where text = 'olá' and attempts = 1") == 1, "tried");
    }

    private static IReadOnlyList<JsonElement> Receipts(InboxApp inbox) => [.. inbox.Graph.Bodies.Where(b => b.TryGetProperty("status", out _))];
}
