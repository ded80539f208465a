using Aldrava.Flows.Demo;
using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class ReceptionFlowTests
{
    private static Conversation Begin() =>
        new(FlowCompiler.Compile(DemoFlow.ReceptionCanvas()).Flow.ShouldNotBeNull(), new FlowContact("Maria S.", "+351912345678"));

    [Fact]
    public void A_buyer_is_qualified_and_becomes_a_lead()
    {
        var talk = Begin().Says("Boa tarde, vi o imv-2026-0012");
        talk.Texts.Length.ShouldBe(2);
        talk.Texts[0].ShouldContain("IMV-2026-0012");
        talk.Says("Maria Silva").Texts.ShouldHaveSingleItem().ShouldContain("1. Comprar");
        talk.Says("quero comprar").Texts.ShouldHaveSingleItem().ShouldContain("orçamento");
        talk.Says("uns 250 mil").Texts.ShouldHaveSingleItem().ShouldContain("zona");
        talk.Says("Cascais")
            .Texts.ShouldHaveSingleItem()
            .ShouldBe("Obrigado, Maria Silva! O seu pedido ficou registado com o número 1. Um dos nossos agentes vai contactá-lo em breve.");

        var lead = talk.Leads.ShouldHaveSingleItem();
        (lead.Name, lead.Phone, lead.Budget, lead.PropertyReference, lead.Source).ShouldBe(
            ("Maria Silva", "+351912345678", 250_000m, "IMV-2026-0012", "whatsapp")
        );
        lead.Notes.ShouldBe("Interesse: comprar. Zona: Cascais.");
        (talk.State.Status, talk.State.Reason).ShouldBe((FlowStatus.Ended, "lead_created"));
    }

    [Theory]
    [InlineData("Olá", "+351912345678", "Como se chama?")]
    [InlineData("Highlands, por favor", "+351912345678", "Como se chama?")]
    [InlineData("Oi", "+351912345678", "Qual é o seu nome?")]
    [InlineData("oi, tudo bem?", "351912345678", "Qual é o seu nome?")]
    [InlineData("Olá", "5511987654321", "Qual é o seu nome?")]
    [InlineData("Hello!", "447700900123", "What is your name?")]
    [InlineData("hi", "+5511987654321", "What is your name?")]
    [InlineData("Good morning", null, "What is your name?")]
    public void The_first_words_tell_the_language(string first, string? phone, string question) =>
        new Conversation(FlowCompiler.Compile(DemoFlow.ReceptionCanvas()).Flow.ShouldNotBeNull(), new FlowContact("M.", phone))
            .Says(first)
            .Texts[^1]
            .ShouldBe(question);

    [Theory]
    [InlineData("2", "renda")]
    [InlineData("vender", "vender")]
    [InlineData("4", "ajudar")]
    public void Each_interest_has_its_question(string interest, string question) =>
        Begin().Says("olá").Says("Rui").Says(interest).Texts.ShouldHaveSingleItem().ShouldContain(question);

    [Fact]
    public void Another_matter_is_a_lead_with_its_words()
    {
        var lead = Begin().Says("olá").Says("Rui").Says("outro assunto").Says("Quero avaliar a minha casa").Leads.ShouldHaveSingleItem();
        (lead.Notes, lead.Budget, lead.PropertyReference).ShouldBe(("Assunto: Quero avaliar a minha casa", null, null));
    }

    [Fact]
    public void Three_wrong_budgets_call_a_human()
    {
        var talk = Begin().Says("olá").Says("Rui").Says("1").Says("?").Says("!").Says("…");
        talk.State.Status.ShouldBe(FlowStatus.HandedOver);
        talk.Leads.ShouldBeEmpty();
    }
}
