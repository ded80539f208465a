using System.Text.Json;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class SendingNodesTests
{
    [Fact]
    public void Media_goes_by_its_link()
    {
        var said = One("media", """{"kind":"document","link":"https://x.pt/{{contact.phone}}.pdf","caption":"Para {{contact.name}}","filename":"ficha.pdf"}""");
        said.Said.ShouldBe([new OutgoingContent.Media("document", "https://x.pt/+351912345678.pdf", null, "Para Maria", "ficha.pdf")]);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:pw@x.pt/a.jpg")]
    [InlineData("{{nothing}}")]
    public void A_link_that_is_none_is_passed_over_with_a_warning(string link)
    {
        var talk = One("media", $$"""{"kind":"image","link":"{{link}}"}""");
        talk.Said.ShouldBeEmpty();
        talk.Warnings.ShouldContain(w => w.StartsWith("media.link_invalid", StringComparison.Ordinal));
        talk.State.Status.ShouldBe(FlowStatus.Ended);
    }

    [Fact]
    public void A_template_gets_its_parameters_on_one_line_and_never_empty()
    {
        var talk = new Canvas()
            .Node("set", "assignment", """{"assignments":[{"variable":"x","value":"a \"b\"\n\n   c"}]}""")
            .Node("t", "template", """{"name":"visit_reminder","language":"pt_PT","parameters":["{{x}}","{{nothing}}"]}""")
            .Line("set", "t")
            .Begin()
            .Says("Olá");
        var template = talk.Said.Single().ShouldBeOfType<OutgoingContent.Template>();
        (template.Name, template.Language).ShouldBe(("visit_reminder", "pt_PT"));
        var parameters = JsonDocument.Parse(template.Components!).RootElement[0].GetProperty("parameters");
        parameters.EnumerateArray().Select(p => p.GetProperty("text").GetString()).ShouldBe(["a \"b\" c", "-"]);
    }

    [Fact]
    public void A_template_takes_components_as_meta_does()
    {
        var talk = One(
            "template",
            """{"name":"a","language":"en","components":[{"type":"button","index":0,"parameters":[{"type":"payload","payload":"x {{contact.name}}"}]}]}"""
        );
        var components = talk.Said.OfType<OutgoingContent.Template>().Single().Components!;
        JsonDocument.Parse(components).RootElement[0].GetProperty("parameters")[0].GetProperty("payload").GetString().ShouldBe("x Maria");
    }

    [Fact]
    public void A_hand_off_says_its_last_word_and_names_who_takes_over()
    {
        var talk = One(
            "handoff",
            """
            {"text":"Já vem alguém.","reason":"wants_human","note":"Quer falar de {{conversation.first_reference}}","department_id":"0199a000-0000-7000-8000-000000000009",
             "property_reference":"{{conversation.first_reference}}"}
            """,
            "Olá, a imv-2026-0012"
        );
        talk.Texts.ShouldBe(["Já vem alguém."]);
        var handOver = talk.Effects.OfType<FlowEffect.HandOver>().Single();
        handOver.Reason.ShouldBe("wants_human");
        handOver.Note.ShouldBe("Quer falar de IMV-2026-0012");
        handOver.Target.ShouldBe(new HandOverTarget(null, new Guid("0199a000-0000-7000-8000-000000000009"), null, "IMV-2026-0012"));
        talk.State.Status.ShouldBe(FlowStatus.HandedOver);
    }

    [Fact]
    public void Consent_is_recorded_with_the_words_it_was_given_to()
    {
        var canvas = new Canvas()
            .Node("c", "consent", """{"text":"Aceita novidades?","purpose":"marketing","version":"2026-01","accept":"Aceito","decline":"Não, obrigado"}""")
            .Text("yes", "Sim")
            .Text("no", "Não")
            .Line("c", "yes")
            .Edge("c", "no", "declined");
        var given = canvas.Begin().Says("Olá").Says("aceito");
        given.Effects.ShouldContain(new FlowEffect.RecordConsent("marketing", "2026-01", "Aceita novidades?", IsGiven: true));
        given.Texts.ShouldBe(["Sim"]);
        var declined = canvas.Begin().Says("Olá").Taps("flow:c:declined");
        declined.Effects.ShouldContain(new FlowEffect.RecordConsent("marketing", "2026-01", "Aceita novidades?", IsGiven: false));
        declined.Texts.ShouldBe(["Não"]);
    }

    private static Conversation One(string type, string data, string said = "Olá") => new Canvas().Node("n", type, data).Begin().Says(said);
}
