using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class ButtonsNodeTests
{
    private const string Data = """
        {"text":"O que procura, {{contact.name}}?","footer":"Aldrava","variable":"interest",
         "buttons":["Comprar",{"id":"rent","title":"Arrendar","value":"arrendar"},{"id":"sell","title":"Vender"}]}
        """;

    [Fact]
    public void The_buttons_carry_the_node_and_a_tap_answers()
    {
        var talk = Begin().Says("Olá");
        var asked = talk.Said.Single().ShouldBeOfType<OutgoingContent.Buttons>();
        (asked.Body, asked.Footer).ShouldBe(("O que procura, Maria?", "Aldrava"));
        asked.Choices.ShouldBe([new("flow:b:1", "Comprar"), new("flow:b:rent", "Arrendar"), new("flow:b:sell", "Vender")]);
        talk.Taps("flow:b:rent", "Arrendar").Texts.ShouldBe(["arrendar!"]);
    }

    [Theory]
    [InlineData("arrendar")]
    [InlineData("Quero ARRENDAR uma casa")]
    [InlineData("2")]
    [InlineData("opção 2")]
    public void The_title_or_the_number_answers_too(string said) => Begin().Says("Olá").Says(said).Texts.ShouldBe(["arrendar!"]);

    [Fact]
    public void A_choice_with_an_edge_of_its_own_goes_that_way() => Begin().Says("Olá").Taps("flow:b:sell").Texts.ShouldBe(["Vende"]);

    [Fact]
    public void A_tap_on_an_earlier_question_is_no_answer_and_no_try()
    {
        var talk = Begin().Says("Olá");
        for (var i = 0; i < 5; i++)
        {
            talk.Taps("flow:earlier:2", "Comprar").Said.Single().ShouldBeOfType<OutgoingContent.Buttons>();
            talk.State.Wait!.Tries.ShouldBe(0);
        }
        talk.Taps("flow:b:1").Texts.ShouldBe(["Comprar!"]);
    }

    [Fact]
    public void What_is_no_answer_is_asked_again_until_the_tries_are_over()
    {
        var talk = Begin("text\":\"O que procura, {{contact.name}}?\",\"retry_text\":\"Carregue num botão.", "text\":\"O que procura, {{contact.name}}?")
            .Says("Olá");
        talk.Says("não sei").Said.Single().ShouldBeOfType<OutgoingContent.Buttons>().Body.ShouldBe("Carregue num botão.");
        talk.Says("hmm");
        talk.Says("hmm").State.Reason.ShouldBe(Reasons.TooManyTries);
    }

    [Fact]
    public void Four_buttons_long_titles_and_equal_ones_are_faults()
    {
        Faults("""{"text":"?","buttons":["a","b","c","d"]}""").ShouldContain("field.invalid");
        Faults("""{"text":"?","buttons":["um título que é longo de mais"]}""").ShouldContain("text.too_long");
        Faults("""{"text":"?","buttons":["Sim","SIM"]}""").ShouldContain("question.option_duplicate");
    }

    private static string[] Faults(string data) => [.. new Canvas().Node("b", "buttons", data).Faults().Select(f => f.Code)];

    private static Conversation Begin(string with = "", string without = "") =>
        new Canvas()
            .Node("b", "buttons", without.Length == 0 ? Data : Data.Replace(without, with, StringComparison.Ordinal))
            .Text("said", "{{interest}}!")
            .Text("sells", "Vende")
            .Line("b", "said")
            .Edge("b", "sells", "sell")
            .Begin();
}
