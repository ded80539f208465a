using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Templates;

public sealed class EarlyNewsTests
{
    private const string Account = "102290129340398";

    [Fact]
    public async Task What_Meta_says_of_a_template_before_it_is_stored_here_is_not_lost()
    {
        await using var inbox = await InboxApp.StartAsync();
        await inbox.App.ExecuteAsync($"update inbox.numbers set business_account_id = '{Account}'");
        using var admin = await inbox.Agency.AdminAsync();
        // The first id that the stand-in gives.
        await PostAsync(inbox, "1000000000001", "REJECTED");
        await PostAsync(inbox, "1000000000001", "APPROVED");
        // Another one that had the name before.
        await PostAsync(inbox, "77", "DISABLED");

        var made = (
            await admin.Http.PostAsync(
                "/api/v1/templates",
                new
                {
                    whatsapp_number_id = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers"),
                    name = "visita_confirmada",
                    language = "pt_PT",
                    category = "UTILITY",
                    components = JsonSerializer.Deserialize<JsonElement>("""[{"type":"BODY","text":"Até amanhã."}]"""),
                }
            )
        ).Expect(HttpStatusCode.Created);

        (made["meta_id"].GetString(), made["status"].GetString()).ShouldBe(("1000000000001", "APPROVED"));
        (await inbox.App.ScalarAsync<string>("select status from inbox.templates")).ShouldBe("APPROVED");
        await PostAsync(inbox, "1000000000001", "PAUSED");
        (await inbox.App.ScalarAsync<string>("select status from inbox.templates")).ShouldBe("PAUSED");
    }

    private static async Task PostAsync(InboxApp inbox, string id, string happened)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"{{{Account}}}","changes":[{"field":"message_template_status_update","value":{"event":"{{{happened}}}","message_template_id":{{{id}}},"message_template_name":"visita_confirmada","message_template_language":"pt_PT"}}]}]}"""
        );
        (await inbox.PostAsync(new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret)))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();
    }
}
