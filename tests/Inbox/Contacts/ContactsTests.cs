using System.Net;
using Aldrava.Tests.Inbox.WhatsApp;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Contacts;

public sealed class ContactsTests
{
    [Fact]
    public async Task A_contact_is_added_found_without_accents_and_changed()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var agent = await inbox.Agency.AgentAsync();

        var created = (
            await agent.Http.PostAsync(
                "/api/v1/contacts",
                new
                {
                    name = "João Conceição",
                    phone = "912 345 678",
                    custom_fields = new { origem = "feira" },
                }
            )
        ).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/contacts/{created["id"].GetString()}";

        created["phone"].GetString().ShouldBe("351912345678");
        foreach (var search in new[] { "joao conceicao", "CONCEI", "912345", "+351 912" })
            (await agent.Http.GetAsync($"/api/v1/contacts?search={Uri.EscapeDataString(search)}")).Json.GetArrayLength().ShouldBe(1, search);
        (await agent.Http.GetAsync("/api/v1/contacts?search=maria")).Json.GetArrayLength().ShouldBe(0);
        var changed = (await agent.Http.PutAsync(path, new { email = "joao@example.pt", custom_fields = (object?)null })).Expect(HttpStatusCode.OK);
        (changed["name"].GetString(), changed["email"].GetString(), changed["custom_fields"].GetRawText()).ShouldBe(
            ("João Conceição", "joao@example.pt", "{}")
        );
    }

    [Fact]
    public async Task Somebody_who_is_there_under_any_spelling_is_409_with_their_id()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var agent = await inbox.Agency.AgentAsync();

        foreach (var vector in TestFiles.SharedTable("webhooks", "phone_variants.json").EnumerateArray())
        {
            var incoming = vector.GetProperty("incoming").GetString()!;
            if (incoming.Length < 7)
                continue;
            var first = await agent.Http.PostAsync("/api/v1/contacts", new { phone = $"+{incoming}" });
            if (first.Status == HttpStatusCode.Conflict)
                continue;
            var id = first.Expect(HttpStatusCode.Created)["id"].GetString();
            foreach (var same in vector.GetProperty("same_as").EnumerateArray())
            {
                var again = await agent.Http.PostAsync("/api/v1/contacts", new { phone = $"+{same.GetString()}" });
                again.Expect(HttpStatusCode.Conflict)["details.id"].GetString().ShouldBe(id, incoming);
            }
        }
        // Those of the vectors that are not the same are people of their own.
        (await inbox.CountAsync("inbox.contacts")).ShouldBe(6);
    }

    [Fact]
    public async Task Without_phone_and_user_id_and_with_fields_nobody_can_keep_it_is_422()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var agent = await inbox.Agency.AgentAsync();

        (await agent.Http.PostAsync("/api/v1/contacts", new { name = "Ninguém" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await agent.Http.PostAsync("/api/v1/contacts", new { phone = "912345678", custom_fields = new { a = new { b = 1 } } })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        (await agent.Http.PostAsync("/api/v1/contacts", """{"phone":"912345678","custom_fields":{"a":"\ud800"}}""")).Expect(HttpStatusCode.UnprocessableEntity);
        (await agent.Http.PostAsync("/api/v1/contacts", new { wa_user_id = "PT.1", name = "Só utilizador" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_agent_does_not_see_who_talks_with_a_colleague_nor_another_agency_anybody()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var agent = await inbox.Agency.AgentAsync();
        using var colleague = await inbox.Agency.AgentAsync("Rui Melo");
        using var stranger = await (await Agency.FoundAsync(inbox.App, "OUT")).AdminAsync();
        await inbox.PostAsync(inbox.Says("351912345678", "Olá"));
        await inbox.SettleAsync();
        var path = $"/api/v1/contacts/{await inbox.App.ScalarAsync<Guid>("select id from inbox.contacts")}";

        (await agent.Http.GetAsync(path)).Expect(HttpStatusCode.OK);
        await inbox.App.ExecuteAsync($"update inbox.conversations set assigned_to = {colleague.UserId}");

        (await agent.Http.GetAsync(path)).Expect(HttpStatusCode.NotFound);
        (await agent.Http.GetAsync("/api/v1/contacts")).Json.GetArrayLength().ShouldBe(0);
        (await colleague.Http.GetAsync(path)).Expect(HttpStatusCode.OK);
        (await stranger.Http.GetAsync(path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_stops_marketing_is_marked_and_who_resumes_it_is_not()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.App.ExecuteAsync("update inbox.numbers set phone_number_id = '106540352242922'");
        using var agent = await inbox.Agency.AgentAsync();
        await agent.Http.PostAsync("/api/v1/contacts", new { name = "Sheena", wa_user_id = "US.13491208655302741918" });
        await PostAsync(inbox, "field-user-preferences-stop__meta-bsuid-2026.json");
        (await inbox.App.ScalarAsync<bool>("select marketing_opt_out from inbox.contacts")).ShouldBeTrue();

        await inbox.App.ExecuteAsync("update inbox.contacts set phone = '16505551234', phone_key = '16505551234'");
        await PostAsync(inbox, "field-user-preferences__meta-docs-user-preferences.json");
        (await inbox.App.ScalarAsync<bool>("select marketing_opt_out from inbox.contacts")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_new_user_id_is_the_same_person_also_when_they_wrote_under_it_before_the_news()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.App.ExecuteAsync("update inbox.numbers set phone_number_id = '106540352242922'");
        using var agent = await inbox.Agency.AgentAsync();
        var old = (await agent.Http.PostAsync("/api/v1/contacts", new { name = "Sheena", wa_user_id = "US.13491208655302741918" }))["id"].GetString();
        var early = (await agent.Http.PostAsync("/api/v1/contacts", new { wa_user_id = "US.24817305912873645029" }))["id"].GetString();

        await PostAsync(inbox, "field-user-id-update__meta-bsuid-2026-no-phone.json");

        var person = (await agent.Http.GetAsync($"/api/v1/contacts/{early}")).Expect(HttpStatusCode.OK);
        (person["id"].GetString(), person["wa_user_id"].GetString()).ShouldBe((old, "US.24817305912873645029"));
        (await agent.Http.GetAsync("/api/v1/contacts")).Json.GetArrayLength().ShouldBe(1);
    }

    private static async Task PostAsync(InboxApp inbox, string file)
    {
        var body = await File.ReadAllBytesAsync(TestFiles.Shared("webhooks", file).Single(), TestContext.Current.CancellationToken);
        var signature = Aldrava.Inbox.WhatsApp.WebhookSignature.Sign(body, InboxApp.Secret);
        (await inbox.PostAsync(new Aldrava.Inbox.Sandbox.SignedWebhook(body, signature))).Status.ShouldBe(HttpStatusCode.OK);
        await inbox.SettleAsync();
    }
}
