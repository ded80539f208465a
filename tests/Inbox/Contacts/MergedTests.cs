using System.Net;
using Aldrava.Tests.Support;
using static Aldrava.Tests.Inbox.Webhooks.RawWebhook;

namespace Aldrava.Tests.Inbox.Contacts;

/// <summary>Two contacts that were made one are one wherever somebody looks.</summary>
public sealed class MergedTests
{
    private const string Keep = "351911111111";
    private const string Other = "351922222222";

    [Fact]
    public async Task Starting_listing_and_searching_lead_to_the_one_that_stays()
    {
        await using var inbox = await SpokenAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var number = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");
        var gone = await inbox.App.ScalarAsync<Guid>(ConversationOf(Other));
        await MergeAsync(inbox, admin);
        var stays = await inbox.App.ScalarAsync<Guid>(ConversationOf(Keep));

        foreach (
            var target in new object[]
            {
                new { whatsapp_number_id = number, phone = Other },
                new { whatsapp_number_id = number, contact_id = await IdAsync(inbox, Other) },
            }
        )
        {
            var found = (await admin.Http.PostAsync("/api/v1/conversations", target)).Expect(HttpStatusCode.OK);
            (found["id"].GetGuid(), found["contact.name"].GetString()).ShouldBe((stays, "Um"));
        }
        foreach (var query in new[] { "", $"?search={Other}", "?search=Dois" })
        {
            var list = (await admin.Http.GetAsync($"/api/v1/conversations{query}")).Expect(HttpStatusCode.OK);
            list.Json.EnumerateArray().Select(c => c.GetProperty("contact").GetProperty("name").GetString()).ShouldBe(["Um"], query);
        }
        (await admin.Http.GetAsync($"/api/v1/conversations/{gone}")).Expect(HttpStatusCode.OK)["id"].GetGuid().ShouldBe(stays);
    }

    [Fact]
    public async Task Reactions_go_along_with_a_merge_and_back_with_its_undo()
    {
        await using var inbox = await SpokenAsync();
        using var admin = await inbox.Agency.AdminAsync();
        await ReactAsync(inbox, "wamid.there", "👍");
        await ReactAsync(inbox, "wamid.not-yet", "🎉");
        const string where = "select string_agg(target_wamid || ' ' || conversation_id, ',' order by target_wamid) from inbox.reactions";
        var before = await inbox.App.ScalarAsync<string>(where);
        var merge = await MergeAsync(inbox, admin);
        var stays = await inbox.App.ScalarAsync<Guid>(ConversationOf(Keep));

        (await inbox.App.ScalarAsync<long>($"select count(*) from inbox.reactions where conversation_id = '{stays}'")).ShouldBe(2);
        var shown = (await admin.Http.GetAsync($"/api/v1/conversations/{stays}/messages")).Expect(HttpStatusCode.OK);
        shown
            .Json.EnumerateArray()
            .SelectMany(m => m.GetProperty("reactions").EnumerateArray())
            .Select(r => r.GetProperty("emoji").GetString())
            .ShouldBe(["👍"]);
        // From the number of the one that is part of the other now: the same reaction, changed.
        await ReactAsync(inbox, "wamid.there", "❤️", 1773130900);
        (await inbox.App.ScalarAsync<string>("select emoji from inbox.reactions where target_wamid = 'wamid.there'")).ShouldBe("❤️");
        (await admin.Http.PostAsync($"/api/v1/contacts/merges/{merge}/undo")).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);

        await using var again = await SpokenAsync();
        using var boss = await again.Agency.AdminAsync();
        await ReactAsync(again, "wamid.there", "👍");
        await ReactAsync(again, "wamid.not-yet", "🎉");
        before = await again.App.ScalarAsync<string>(where);
        (await boss.Http.PostAsync($"/api/v1/contacts/merges/{await MergeAsync(again, boss)}/undo")).Expect(HttpStatusCode.OK);
        (await again.App.ScalarAsync<string>(where)).ShouldBe(before);
    }

    private static async Task<InboxApp> SpokenAsync()
    {
        var inbox = await InboxApp.StartAsync();
        await inbox.PostAsync(inbox.Says(Keep, "um", name: "Um"));
        await inbox.PostAsync(inbox.Says(Other, "dois", "wamid.there", "Dois"));
        await inbox.SettleAsync();
        return inbox;
    }

    private static async Task ReactAsync(InboxApp inbox, string wamid, string emoji, long at = 1773130100)
    {
        var reaction = "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"" + wamid + "\",\"emoji\":\"" + emoji + "\"}";
        await inbox.PostAsync(Said(From($"wamid.r{wamid}{at}", reaction, at).Replace(Phone, Other, StringComparison.Ordinal)));
        await inbox.SettleAsync();
    }

    private static async Task<string> MergeAsync(InboxApp inbox, Person admin)
    {
        var merged = await admin.Http.PostAsync($"/api/v1/contacts/{await IdAsync(inbox, Keep)}/merge", new { other_id = await IdAsync(inbox, Other) });
        return merged.Expect(HttpStatusCode.OK)["merge_id"].GetString()!;
    }

    private static string ConversationOf(string phone) =>
        $"select c.id from inbox.conversations c join inbox.contacts k on k.id = c.contact_id where k.phone_key = '{phone}'";

    private static Task<Guid> IdAsync(InboxApp inbox, string phone) =>
        inbox.App.ScalarAsync<Guid>($"select id from inbox.contacts where phone_key = '{phone}'");
}
