using System.Net;
using System.Text.RegularExpressions;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Webhooks;

/// <summary>Every real-shaped body there is, posted signed to the real route, twice as Meta does; the table says what is there afterwards.</summary>
public sealed partial class EveryWebhookTests
{
    // The first that fits counts. What is there: the messages (type, who said it), then how many updates were kept as they came.
    private static readonly (string Name, string Effect)[] s_table =
    [
        ("batch-calls-statuses", "kept"),
        ("batch-msg-image-and-more", "image/contact"),
        ("batch-msg-text", "text/contact text/contact"),
        ("batch-status-read-group", "kept"),
        ("call-status", "kept"),
        ("field-calls__meta-docs-business", "call/phone"),
        ("field-calls__meta-docs-user", "call/contact"),
        ("field-calls__pywa-business|field-calls__pywa-call-terminate", "call/phone"),
        ("field-calls__pywa-user", "call/contact"),
        ("field-history-declined", "kept"),
        ("field-history__", "text/contact text/phone text/phone unsupported/phone"),
        ("field-smb-app-state-sync", "learnt"),
        ("field-smb-message-echoes-edit", "text/phone"),
        ("field-smb-message-echoes-revoke", "kept"),
        ("field-smb-message-echoes", "text/phone"),
        ("field-(user-preferences|user-id-update)", "kept"),
        ("field-", "kept?"),
        ("msg-.*group|msg-unsupported-notype-group", "kept"),
        ("msg-audio", "audio/contact"),
        ("msg-button", "button/contact"),
        ("msg-contacts|msg-notype__postman-received-contact", "contacts/contact"),
        ("msg-document", "document/contact"),
        ("msg-edit|msg-image", "image/contact"),
        ("msg-interactive-button-reply", "button_reply/contact"),
        ("msg-interactive-list-reply", "list_reply/contact"),
        ("msg-interactive-nfm-reply", "flow_reply/contact"),
        ("msg-interactive-none", "interactive/contact kept"),
        ("msg-interactive", "interactive/contact"),
        ("msg-location|msg-notype__postman-received-static-location", "location/contact"),
        ("msg-order", "order/contact"),
        ("msg-reaction|msg-revoke", "kept"),
        ("msg-request-welcome", "request_welcome/contact"),
        ("msg-sticker", "sticker/contact"),
        ("msg-system", "system/contact"),
        ("msg-text__meta-dashboard", "text/contact"),
        ("msg-text", "text/contact"),
        ("msg-unknown", "unknown/contact"),
        ("msg-unsupported", "unsupported/contact"),
        ("msg-video", "video/contact"),
        ("payment-status|status-|value-errors", "kept"),
    ];

    [Fact]
    public async Task Each_has_the_effect_of_its_kind_and_none_is_an_error()
    {
        var files = TestFiles.Shared("webhooks", "*__*.json");
        await using var inbox = await InboxApp.StartAsync(new() { ["Events:MaxAttempts"] = "1" });
        await AddNumbersAsync(inbox, files);
        var wrong = new List<string>();

        foreach (var file in files)
        {
            var name = Path.GetFileName(file);
            var body = await File.ReadAllBytesAsync(file);
            var webhook = new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret));
            (await inbox.PostAsync(webhook)).Expect(HttpStatusCode.OK);
            await inbox.SettleAsync();
            (await inbox.PostAsync(webhook)).Expect(HttpStatusCode.OK);
            await inbox.SettleAsync();

            var (expected, effect) = (ExpectedOf(name), await EffectAsync(inbox));
            if (expected == "kept?" ? effect is not ("kept" or "") : effect != expected)
                wrong.Add($"{name}: {effect} instead of {expected}");
            await ForgetAsync(inbox);
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
        (await inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
        (await inbox.CountAsync("inbox.webhooks where state = 'dead'")).ShouldBe(0);
        inbox.App.Logs.Lines.Where(l => ErrorLine().IsMatch(l)).ShouldBeEmpty();
    }

    private static string ExpectedOf(string name) =>
        s_table.First(row => Regex.IsMatch(name, $"^({row.Name})", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))).Effect;

    private static async Task<string> EffectAsync(InboxApp inbox) =>
        await inbox.App.ScalarAsync<string>(
            """
            select concat_ws(' ',
              (select string_agg(type || '/' || sent_by, ' ' order by type, sent_by) from inbox.messages),
              (select 'kept' from inbox.updates limit 1), (select 'learnt' from inbox.address_book limit 1))
            """
        ) ?? "";

    private static Task ForgetAsync(InboxApp inbox) =>
        inbox.App.ExecuteAsync(
            """
            delete from inbox.media_files; delete from inbox.reactions; delete from inbox.messages; delete from inbox.conversations;
            delete from inbox.contacts; delete from inbox.updates; delete from inbox.address_book
            """
        );

    private static async Task AddNumbersAsync(InboxApp inbox, IEnumerable<string> files)
    {
        var ids = files.SelectMany(file => PhoneNumberId().Matches(File.ReadAllText(file)).Select(m => m.Groups["id"].Value)).Distinct(StringComparer.Ordinal);
        foreach (var id in ids)
            await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, id);
    }

    [GeneratedRegex("\"phone_number_id\"\\s*:\\s*\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PhoneNumberId();

    [GeneratedRegex("\"level\"\\s*:\\s*\"(error|critical)\"", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ErrorLine();
}
