using System.Net;
using System.Text;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.WhatsApp;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Numbers;

public sealed class NumberNewsTests
{
    private const string Account = "102290129340398";

    [Fact]
    public async Task Meta_tells_of_quality_limits_name_account_and_username()
    {
        await using var inbox = await StartAsync();

        await PostAsync(
            inbox,
            Change("phone_number_quality_update", """{"display_phone_number":"351210000002","event":"FLAGGED","current_limit":"TIER_10K"}""")
        );
        await PostAsync(
            inbox,
            Change("phone_number_name_update", """{"display_phone_number":"351210000002","decision":"APPROVED","requested_verified_name":"Horizonte"}""")
        );
        await PostAsync(inbox, Change("account_update", """{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE"}}"""));
        await PostAsync(inbox, Change("account_update", """{"event":"AD_ACCOUNT_LINKED"}"""));
        await PostAsync(inbox, Change("account_alerts", """{"entity_type":"BUSINESS","alert_info":{"alert_status":"ACTIVE","alert_type":"OBA_APPROVED"}}"""));
        await PostAsync(inbox, Change("business_capability_update", """{"max_daily_conversations_per_business":2000,"max_phone_numbers_per_waba":25}"""));
        await PostAsync(inbox, Change("business_username_updates", """{"display_phone_number":"351210000002","username":"horizonte","status":"approved"}"""));
        await PostAsync(
            inbox,
            Change("phone_number_quality_update", """{"display_phone_number":"351999999999","event":"FLAGGED","current_limit":"TIER_50"}""")
        );

        (
            await inbox.App.ScalarAsync<string>(
                "select concat_ws(' ', quality_rating, messaging_limit, name_status, verified_name, account_status, account_alert, business_limit, username, username_status) from inbox.numbers"
            )
        ).ShouldBe("RED TIER_10K APPROVED Horizonte SCHEDULE_FOR_DISABLE OBA_APPROVED 2000 horizonte approved");
        (await inbox.CountAsync("inbox.updates")).ShouldBe(8);
    }

    [Fact]
    public async Task A_template_is_approved_refused_rated_moved_and_edited_by_what_Meta_tells()
    {
        await using var inbox = await StartAsync();
        await inbox.App.ExecuteAsync(
            $$"""
            insert into inbox.templates (id, organization_id, business_account_id, meta_id, name, language, category, status, parameter_format, components, created_at, updated_at)
            select gen_random_uuid(), {{inbox.Agency.Id}}, '{{Account}}', id, name, language, 'UTILITY', 'PENDING', 'POSITIONAL', '[{"type":"BODY","text":"old"}]', '2026-01-01', '2026-01-01'
            from (values ('1689556908129832', 'order_confirmation', 'en_US'), ('1689556908129835', 'abandoned_cart', 'en'), ('806312974732579', 'welcome_template', 'en_US')) as t (id, name, language)
            """
        );
        foreach (
            var file in TestFiles
                .Shared("webhooks", "field-message-template-*meta-docs*")
                .Concat(TestFiles.Shared("webhooks", "field-template-category*meta-docs*"))
        )
            await PostAsync(inbox, Sign(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));

        (
            await inbox.App.ScalarAsync<string>("select string_agg(concat_ws(' ', name, status, quality, category), ', ' order by name) from inbox.templates")
        ).ShouldBe("abandoned_cart REJECTED MARKETING, order_confirmation APPROVED UTILITY, welcome_template PENDING YELLOW MARKETING");
        (await inbox.App.ScalarAsync<string>("select rejected_reason from inbox.templates where name = 'abandoned_cart'")).ShouldStartWith("Your template has");
        var edited = await inbox.App.ScalarAsync<string>("select components::text from inbox.templates where name = 'order_confirmation'");
        edited.ShouldNotBeNull().ShouldContain("Thank you for your order");
        edited!.ShouldContain("PHONE_NUMBER");
    }

    [Fact]
    public async Task Every_given_webhook_that_is_no_message_is_recorded_and_none_fails()
    {
        await using var inbox = await StartAsync();
        var files = TestFiles.Shared("webhooks", "field-*.json").Where(f => !f.Contains("echoes", StringComparison.Ordinal)).ToList();

        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            foreach (var id in new[] { "106540352242922", "1122334455667", "whatsapp-business-account-id", "waba-id" })
                text = text.Replace($"\"{id}\"", $"\"{(id.Length > 12 && char.IsDigit(id[0]) ? InboxApp.NumberId : Account)}\"", StringComparison.Ordinal);
            (await inbox.PostAsync(Sign(Encoding.UTF8.GetBytes(text)))).Status.ShouldBe(HttpStatusCode.OK, file);
        }
        await inbox.SettleAsync();

        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
        (await inbox.CountAsync("inbox.updates")).ShouldBeGreaterThan(files.Count / 2);
    }

    [Fact]
    public async Task News_of_an_account_reach_only_who_has_a_number_of_it()
    {
        await using var inbox = await StartAsync();
        var others = await Agency.FoundAsync(inbox.App, "OUT");
        await InboxApp.AddNumberAsync(inbox.App, others.Id, "200000000000009");

        await PostAsync(inbox, Change("account_update", """{"event":"ACCOUNT_VIOLATION"}"""));

        (await inbox.App.ScalarAsync<string>("select string_agg(coalesce(account_status, '-'), ' ' order by organization_id) from inbox.numbers")).ShouldBe(
            "ACCOUNT_VIOLATION -"
        );
    }

    private static async Task<InboxApp> StartAsync()
    {
        var inbox = await InboxApp.StartAsync();
        await inbox.App.ExecuteAsync($"update inbox.numbers set business_account_id = '{Account}', display_phone_number = '+351 210 000 002'");
        return inbox;
    }

    private static async Task PostAsync(InboxApp inbox, SignedWebhook webhook)
    {
        (await inbox.PostAsync(webhook)).Status.ShouldBe(HttpStatusCode.OK);
        await inbox.SettleAsync();
    }

    private static SignedWebhook Change(string field, string value) =>
        Sign(
            Encoding.UTF8.GetBytes(
                $$"""{"object":"whatsapp_business_account","entry":[{"id":"{{Account}}","time":1739321024,"changes":[{"field":"{{field}}","value":{{value}}}]}]}"""
            )
        );

    private static SignedWebhook Sign(byte[] body) => new(body, WebhookSignature.Sign(body, InboxApp.Secret));
}
