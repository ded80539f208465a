using System.Text;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Sandbox;

public sealed class SandboxWebhooksTests
{
    private const string Secret = "sandbox-app-secret";
    private static readonly DateTimeOffset s_at = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly SandboxWebhooks s_webhooks = new("200000000000001", "100000000000001", "351210000000", Secret);
    private static readonly SandboxPerson s_rita = SandboxPerson.WithPhone("351911000001", "Rita");

    [Fact]
    public void A_text_is_signed_as_meta_signs_and_read_as_it_was_said()
    {
        var webhook = s_webhooks.Text(s_rita, "wamid.A", s_at, "Olá 🏠 \"T2\"");
        WebhookSignature.IsValid(webhook.Body, webhook.Signature, [Secret]).ShouldBeTrue();
        Encoding.UTF8.GetString(webhook.Body).ShouldAllBe(character => char.IsAscii(character));

        var (update, message) = Message(webhook);
        (update.PhoneNumberId, update.BusinessAccountId).ShouldBe(("100000000000001", "200000000000001"));
        (message.Wamid, message.Kind, message.Text, message.Timestamp).ShouldBe(("wamid.A", InboundKind.Text, "Olá 🏠 \"T2\"", s_at));
        message.From.ShouldBe(new MessagePeer("351911000001", null, null, null, "Rita"));
    }

    [Fact]
    public void Replies_carry_the_id_that_was_offered()
    {
        var (_, button) = Message(s_webhooks.ButtonReply(s_rita, "wamid.A", s_at, "buy", "Comprar", "wamid.Q"));
        (button.Kind, button.ReplyId, button.Text, button.ContextWamid).ShouldBe((InboundKind.ButtonReply, "buy", "Comprar", "wamid.Q"));
        var (_, row) = Message(s_webhooks.ListReply(s_rita, "wamid.B", s_at, "slot-1", "Terça"));
        (row.Kind, row.ReplyId, row.Text, row.ContextWamid).ShouldBe((InboundKind.ListReply, "slot-1", "Terça", null));
    }

    [Fact]
    public void An_image_names_what_to_fetch()
    {
        var (_, message) = Message(s_webhooks.Image(s_rita, "wamid.A", s_at, "900", "c2hh", "A sala"));
        message.Media.ShouldBe(new InboundMedia("900", "image/jpeg", "c2hh", "A sala", null, IsVoice: false, IsAnimated: false));
    }

    [Fact]
    public void Somebody_with_a_username_has_no_number()
    {
        var (update, message) = Message(s_webhooks.Text(SandboxPerson.WithUsername("duarte.casas"), "wamid.A", s_at, "Olá"));
        message.From.ShouldBe(new MessagePeer(null, SandboxIds.UserId("duarte.casas"), null, "duarte.casas", null));
        update.LaneKey.ShouldBe($"wa:100000000000001:{SandboxIds.UserId("duarte.casas")}");
    }

    [Fact]
    public void Receipts_bring_our_mark_back()
    {
        Status(s_webhooks.Sent(s_rita, "wamid.A", s_at, "message:1")).ShouldBe((DeliveryState.Sent, "wamid.A", "message:1", 0));
        Status(s_webhooks.Delivered(s_rita, "wamid.A", s_at, "message:1")).ShouldBe((DeliveryState.Delivered, "wamid.A", "message:1", 0));
        Status(s_webhooks.Read(s_rita, "wamid.A", s_at)).ShouldBe((DeliveryState.Read, "wamid.A", null, 0));
        Status(s_webhooks.Failed(s_rita, "wamid.A", s_at, GraphError.Of(131026), "message:1")).ShouldBe((DeliveryState.Failed, "wamid.A", "message:1", 131026));
    }

    [Fact]
    public void Ids_look_like_metas_and_differ()
    {
        SandboxIds.Wamid("351911000001").ShouldStartWith("wamid.");
        SandboxIds.Wamid("351911000001").ShouldNotBe(SandboxIds.Wamid("351911000001"));
        SandboxIds.UserId("a").ShouldBe(SandboxIds.UserId("a"));
    }

    private static (WebhookUpdate Update, InboundMessage Message) Message(SignedWebhook webhook)
    {
        var update = WebhookParser.Split(webhook.Body).Updates.ShouldHaveSingleItem();
        update.Kind.ShouldBe(WebhookKind.Message);
        return (update, InboundMessage.Parse(TestFiles.Json(update.Json)));
    }

    private static (DeliveryState State, string? Wamid, string? CallbackData, int Code) Status(SignedWebhook webhook)
    {
        var update = WebhookParser.Split(webhook.Body).Updates.ShouldHaveSingleItem();
        update.Kind.ShouldBe(WebhookKind.Status);
        update.LaneKey.ShouldBe("wa:100000000000001:351911000001");
        var status = StatusUpdate.Parse(TestFiles.Json(update.Json));
        return (status.State, status.Wamid, status.CallbackData, status.Errors.Select(error => error.Code).SingleOrDefault());
    }
}
