using System.Net;
using static Aldrava.Tests.Inbox.Webhooks.RawWebhook;

namespace Aldrava.Tests.Inbox.Contacts;

/// <summary>Who changes number or user id stays who they are, in whatever order WhatsApp tells of it.</summary>
public sealed class IdentityTests
{
    private const string New = "351960000001";
    private const string People =
        "select string_agg(concat_ws(' ', coalesce(phone, '-'), coalesce(wa_user_id, '-')), ', ' order by created_at, id) from inbox.contacts where merged_into_id is null";

    [Fact]
    public async Task The_old_user_id_goes_with_the_old_number_and_still_leads_to_the_person()
    {
        await using var inbox = await HeardAsync();

        await PostAsync(inbox, Moved("wamid.2"));
        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} -");
        await PostAsync(inbox, NewId("PT.1", "PT.2"));

        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} PT.2");
    }

    [Fact]
    public async Task A_new_user_id_that_was_told_first_stays_when_the_number_follows()
    {
        await using var inbox = await HeardAsync();

        await PostAsync(inbox, NewId("PT.1", "PT.2"));
        await PostAsync(inbox, Moved("wamid.2"));

        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} PT.2");
    }

    [Fact]
    public async Task What_two_numbers_tell_of_one_change_is_one_change()
    {
        await using var inbox = await HeardAsync();
        await inbox.App.ExecuteAsync("update inbox.contacts set created_at = '2025-01-01'");

        await PostAsync(inbox, Moved("wamid.2"));
        await PostAsync(inbox, Moved("wamid.3"));

        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} -");
        (await inbox.CountAsync("inbox.contacts")).ShouldBe(1);
        (await inbox.CountAsync("inbox.conversations")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_wrote_from_the_new_number_before_the_news_is_merged_and_that_can_be_undone()
    {
        await using var inbox = await HeardAsync();
        using var admin = await inbox.Agency.AdminAsync();
        await PostAsync(inbox, Said(From("wamid.early", Text("Sou eu") + ",\"from_user_id\":\"PT.2\"").Replace(Phone, New, StringComparison.Ordinal)));
        var before = await inbox.App.ScalarAsync<string>(People);
        await PostAsync(inbox, Moved("wamid.2"));

        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} PT.2");
        (await inbox.App.ScalarAsync<long>("select count(distinct conversation_id) from inbox.messages")).ShouldBe(1);
        (await inbox.CountAsync("accounts.audit_log where action = 'contact.merged' and user_id is null")).ShouldBe(1);
        var person = await inbox.App.ScalarAsync<Guid>("select id from inbox.contacts where merged_into_id is null");
        var merge = (await admin.Http.GetAsync($"/api/v1/contacts/{person}/merges")).Expect(HttpStatusCode.OK).Json[0];
        merge.GetProperty("merged_by").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await admin.Http.PostAsync($"/api/v1/contacts/merges/{merge.GetProperty("id").GetString()}/undo")).Expect(HttpStatusCode.OK);
        (await inbox.App.ScalarAsync<string>(People)).ShouldBe(before);
    }

    [Fact]
    public async Task Somebody_else_who_had_the_number_is_not_merged_and_keeps_what_was_said()
    {
        await using var inbox = await HeardAsync();
        await PostAsync(inbox, Said(From("wamid.other", Text("Sou outro") + ",\"from_user_id\":\"PT.9\"").Replace(Phone, New, StringComparison.Ordinal)));

        await PostAsync(inbox, Moved("wamid.2", "\"user_id\":\"PT.2\","));

        (await inbox.App.ScalarAsync<string>(People)).ShouldBe($"{New} PT.2, - PT.9");
        (await inbox.CountAsync("inbox.contact_merges")).ShouldBe(0);
        (await inbox.App.ScalarAsync<long>("select count(distinct conversation_id) from inbox.messages")).ShouldBe(2);
    }

    [Fact]
    public async Task A_merge_is_not_undone_when_somebody_else_has_the_old_number_by_now()
    {
        await using var inbox = await HeardAsync();
        using var admin = await inbox.Agency.AdminAsync();
        await PostAsync(inbox, Said(From("wamid.early", Text("Sou eu")).Replace(Phone, New, StringComparison.Ordinal)));
        await PostAsync(inbox, Moved("wamid.2"));
        await PostAsync(inbox, Said(From("wamid.next", Text("Número novo para mim") + ",\"from_user_id\":\"PT.5\"")));

        var merge = await inbox.App.ScalarAsync<Guid>("select id from inbox.contact_merges");
        var undo = (await admin.Http.PostAsync($"/api/v1/contacts/merges/{merge}/undo")).Expect(HttpStatusCode.Conflict);

        (undo.Code, undo["details.reason"].GetString()).ShouldBe(("contact.cannot_undo", "ids_taken"));
    }

    private static async Task<InboxApp> HeardAsync()
    {
        var inbox = await InboxApp.StartAsync();
        await PostAsync(inbox, Said(From("wamid.1", Text("Olá") + ",\"from_user_id\":\"PT.1\"")));
        return inbox;
    }

    private static Aldrava.Inbox.Sandbox.SignedWebhook Moved(string wamid, string more = "") =>
        Said(From(wamid, "\"type\":\"system\",\"system\":{\"body\":\"User changed\"," + more + "\"wa_id\":\"" + New + "\",\"type\":\"user_changed_number\"}"));

    private static Aldrava.Inbox.Sandbox.SignedWebhook NewId(string from, string to) =>
        Value("user_id_update", "\"user_id_update\":[{\"user_id\":{\"previous\":\"" + from + "\",\"current\":\"" + to + "\"},\"timestamp\":\"1773130000\"}]");

    private static async Task PostAsync(InboxApp inbox, Aldrava.Inbox.Sandbox.SignedWebhook webhook)
    {
        (await inbox.PostAsync(webhook)).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();
    }
}
