using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class InboundMessageTests
{
    public static TheoryData<string, string, string?, string?> Kinds =>
        new()
        {
            { "text", nameof(InboundKind.Text), "Olá! Ainda têm o T2 de Arroios? 🏠", null },
            { "image", nameof(InboundKind.Image), "A fachada", null },
            { "audio-voice", nameof(InboundKind.Audio), null, null },
            { "document", nameof(InboundKind.Document), null, null },
            { "location", nameof(InboundKind.Location), "Jardim, Rua Nova 10, Lisboa", null },
            { "no-type-location", nameof(InboundKind.Location), "38.7, -9.1", null },
            { "contacts", nameof(InboundKind.Contacts), "Tia Amélia +351 911 000 009", null },
            { "reaction", nameof(InboundKind.Reaction), "👍", null },
            { "button-reply", nameof(InboundKind.ButtonReply), "Comprar", "buy" },
            { "list-reply", nameof(InboundKind.ListReply), "Terça, 10:00", "slot-2" },
            { "form-reply", nameof(InboundKind.FlowReply), "Enviado", null },
            { "template-button", nameof(InboundKind.Button), "Confirmar", "confirm-visit" },
            { "system-number-change", nameof(InboundKind.System), "Rita mudou de número", null },
            { "unsupported", nameof(InboundKind.Unsupported), null, null },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_gives_its_best_words_and_the_reply_chosen(string fixture, string kind, string? text, string? replyId)
    {
        var message = TestFiles.Message(fixture);
        message.Kind.ToString().ShouldBe(kind);
        message.Text.ShouldBe(text);
        message.ReplyId.ShouldBe(replyId);
        message.Timestamp.ShouldNotBeNull();
        message.From.WaId.ShouldBe("351911000001");
    }

    [Fact]
    public void The_sender_is_known_by_all_the_names_given()
    {
        var message = TestFiles.Message("text");
        message.Wamid.ShouldBe("wamid.TESTRITA0001");
        message.From.ShouldBe(new MessagePeer("351911000001", "PT.40000000000000001", null, null, "Rita Sequeira"));
    }

    [Fact]
    public void A_sender_who_hides_the_number_is_known_by_user_id_and_username() =>
        TestFiles.Message("text-username-only").From.ShouldBe(new MessagePeer(null, "PT.40000000000000002", null, "duarte.casas", "Duarte"));

    [Fact]
    public void An_empty_number_is_no_number() =>
        TestFiles.Message("text-empty-from").From.ShouldBe(new MessagePeer(null, "PT.40000000000000003", null, null, null));

    [Fact]
    public void Media_keeps_what_is_needed_to_fetch_it()
    {
        TestFiles
            .Message("audio-voice")
            .Media.ShouldBe(
                new InboundMedia("9000000000000003", "audio/ogg; codecs=opus", "dGVzdC1zaGEtMjU2LW9mLXZvaWNl", null, null, IsVoice: true, IsAnimated: false)
            );
        TestFiles.Message("document").Media!.FileName.ShouldBe("comprovativo.pdf");
    }

    [Fact]
    public void Answers_and_reactions_name_the_message_they_are_about()
    {
        TestFiles.Message("button-reply").ContextWamid.ShouldBe("wamid.TESTOURS0002");
        TestFiles.Message("reaction").TargetWamid.ShouldBe("wamid.TESTOURS0001");
        TestFiles.Message("form-reply").ReplyData.ShouldBe("{\"orcamento\":\"300000\"}");
    }

    [Fact]
    public void A_change_of_number_tells_the_new_one() =>
        TestFiles.Message("system-number-change").Change.ShouldBe(new PeerChange("user_changed_number", "351911000099", null));

    [Fact]
    public void What_meta_could_not_pass_on_says_why() => TestFiles.Message("unsupported").Errors.ShouldHaveSingleItem().Code.ShouldBe(131051);

    [Fact]
    public void Without_a_wamid_the_content_is_the_key()
    {
        var one = Parse("""{"message":{"from":"351911000001","timestamp":"1","type":"text","text":{"body":"a"}}}""");
        one.HasWamid.ShouldBeFalse();
        one.Wamid.ShouldBe(Parse("""{"message":{"from":"351911000001","timestamp":"1","type":"text","text":{"body":"a"}}}""").Wamid);
        one.Wamid.ShouldNotBe(Parse("""{"message":{"from":"351911000001","timestamp":"1","type":"text","text":{"body":"b"}}}""").Wamid);
    }

    [Fact]
    public void A_user_id_in_the_place_of_the_number_is_taken_for_what_it_is() =>
        Parse("""{"message":{"from":"PT.77","type":"text"}}""").From.ShouldBe(new MessagePeer(null, "PT.77", null, null, null));

    [Fact]
    public void An_edit_carries_its_new_words_and_what_it_changes()
    {
        var message = Parse(
            """{"message":{"from":"1","type":"edit","edit":{"original_message_id":"wamid.OLD","message":{"type":"text","text":{"body":"novo"}}}}}"""
        );
        (message.Kind, message.Text, message.TargetWamid).ShouldBe((InboundKind.Edit, "novo", "wamid.OLD"));
    }

    [Fact]
    public void A_failed_receipt_says_why_and_which_message_of_ours_it_is()
    {
        var status = TestFiles.Status("status-failed");
        status.State.ShouldBe(DeliveryState.Failed);
        status.CallbackData.ShouldBe("message:0192");
        status.Recipient.WaId.ShouldBe("351911000001");
        status.Errors.ShouldBe([new GraphFailure(131026, "Undeliverable", "The phone cannot be reached.")]);
    }

    [Fact]
    public void A_groups_receipt_names_group_and_participant()
    {
        var status = TestFiles.Status("status-group");
        (status.State, status.GroupId, status.Recipient.WaId).ShouldBe((DeliveryState.Read, "GROUPID0001", "351911000001"));
    }

    private static InboundMessage Parse(string update) => InboundMessage.Parse(TestFiles.Json(update));
}
