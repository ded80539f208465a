using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Conversations;

public sealed class OurReactionsTests
{
    [Fact]
    public async Task A_person_s_reaction_is_seen_at_the_message_replaced_and_taken_back()
    {
        await using var desk = await Desk.OpenAsync();

        await ReactAsync(desk, desk.Marta, "👍");
        (await SeenAsync(desk)).ShouldBe([("👍", $"user:{desk.Marta.UserId}")]);
        (await desk.Inbox.CountAsync("platform.events where type = 'inbox.message_changed'")).ShouldBe(1);
        await ReactAsync(desk, desk.Marta, "❤️");
        (await SeenAsync(desk)).ShouldBe([("❤️", $"user:{desk.Marta.UserId}")]);
        // To the customer both are the same business.
        await ReactAsync(desk, desk.Admin, "🎉");
        (await SeenAsync(desk)).ShouldBe([("🎉", $"user:{desk.Admin.UserId}")]);
        await ReactAsync(desk, desk.Marta, "");
        (await SeenAsync(desk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_Meta_did_not_take_is_not_shown()
    {
        await using var desk = await Desk.OpenAsync();
        desk.Inbox.Graph.Next.Enqueue(GraphMood.Refuse131047);

        await ReactAsync(desk, desk.Marta, "👍");
        await desk.UntilAsync("failed");
        await desk.Inbox.SettleAsync();

        (await SeenAsync(desk)).ShouldBeEmpty();
    }

    private static async Task ReactAsync(Desk desk, Person who, string emoji)
    {
        var id = await desk.App.ScalarAsync<Guid>("select id from inbox.messages where direction = 'inbound'");
        var said = await who.Http.PostAsync($"{desk.One}/messages", new { type = "reaction", reaction = new { message_id = id, emoji } });
        said.Expect(HttpStatusCode.Created);
    }

    private static async Task<(string?, string?)[]> SeenAsync(Desk desk)
    {
        var messages = (await desk.Admin.Http.GetAsync($"{desk.One}/messages")).Expect(HttpStatusCode.OK);
        return
        [
            .. messages
                .Json.EnumerateArray()
                .SelectMany(m => m.GetProperty("reactions").EnumerateArray())
                .Select(r => (r.GetProperty("emoji").GetString(), r.GetProperty("by").GetString())),
        ];
    }
}
