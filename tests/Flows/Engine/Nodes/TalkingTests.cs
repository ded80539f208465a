using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Tests.Flows.Engine.Nodes;

/// <summary>What holds for every question: languages, what is no text, coming back from a person, business hours.</summary>
public sealed class TalkingTests
{
    private const string Local = """
        {"text":{"pt-PT":"Qual é a casa de banho?","pt-BR":"Qual é o banheiro?","en":"Which bathroom, {{contact.name}}?"},"variable":"x",
         "validation":{"type":"option","options":[{"label":{"pt-PT":"Pequena","en":"Small"},"value":"s"},{"label":{"pt-PT":"Grande","en":"Large"},"value":"l"}]}}
        """;

    [Theory]
    [InlineData("English", "Which bathroom, Maria?\n\n1. Small\n2. Large", "large")]
    [InlineData("pt-BR", "Qual é o banheiro?\n\n1. Pequena\n2. Grande", "grande")]
    [InlineData("klingon", "Qual é a casa de banho?\n\n1. Pequena\n2. Grande", "grande")]
    public void Texts_are_said_in_the_language_of_the_variable(string language, string question, string answer)
    {
        var talk = new Canvas()
            .Node("set", "assignment", $$"""{"assignments":[{"variable":"language","value":"{{language}}"}]}""")
            .Node("q", "question", Local)
            .Text("said", "{{x}}")
            .Line("set", "q", "said")
            .Begin()
            .Says("Olá");
        talk.Texts.ShouldBe([question]);
        talk.Says(answer).Texts.ShouldBe(["l"]);
    }

    [Fact]
    public void Without_the_variable_the_chatbots_language_is_spoken()
    {
        var talk = new Canvas().Node("q", "question", Local).Begin();
        talk.Around = new FlowSurroundings(Language: FlowLanguage.English);
        talk.Says("Hi").Texts[0].ShouldStartWith("Which bathroom, Maria?");
    }

    [Fact]
    public void A_voice_note_is_answered_with_a_request_to_write()
    {
        var talk = new Canvas().Node("q", "question", """{"text":"Onde?","variable":"x"}""").Begin();
        talk.Around = new FlowSurroundings(WriteInstead: new LocalText("Escreva, por favor."));
        talk.Says("Olá").Gets(new FlowInput.Message(MessageKind.Media, null, Type: "audio")).Texts.ShouldBe(["Escreva, por favor.\n\nOnde?"]);
    }

    [Fact]
    public void A_question_may_ask_for_a_file()
    {
        var canvas = new Canvas()
            .Node("q", "question", """{"text":"Foto?","variable":"photo","validation":{"type":"media","accepts":["image","location"]}}""")
            .Text("said", "{{photo}}")
            .Line("q", "said");
        var id = new Guid("0199a000-0000-7000-8000-00000000000b");
        canvas.Begin().Says("Olá").Gets(new FlowInput.Message(MessageKind.Media, null, Type: "image", Id: id)).Texts.ShouldBe([$"{id}"]);
        canvas.Begin().Says("Olá").Gets(new FlowInput.Message(MessageKind.Other, null, Type: "location", Id: id)).Texts.ShouldBe([$"{id}"]);
        canvas.Begin().Says("Olá").Gets(new FlowInput.Message(MessageKind.Media, null, Type: "audio", Id: id)).Texts.ShouldBe(["Foto?"]);
        canvas.Begin().Says("Olá").Says("não tenho").Texts.ShouldBe(["Foto?"]);
    }

    [Fact]
    public void After_a_person_the_question_is_asked_again_and_its_tries_stay()
    {
        var talk = new Canvas().Node("q", "question", """{"text":"Quanto?","variable":"x","validation":"number"}""").Begin().Says("Olá").Says("hmm");
        talk.Gets(new FlowInput.Resumed()).Texts.ShouldBe(["Quanto?"]);
        talk.State.Wait!.Tries.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, "Aberto")]
    [InlineData(false, "Fechado")]
    [InlineData(null, "Fechado")]
    public void A_condition_goes_by_the_business_hours(bool? open, string said)
    {
        var talk = new Canvas()
            .Node("c", "condition", """{"branches":[{"handle":"a","comparisons":[{"variable":"business.open","operator":"eq","value":true}]}]}""")
            .Text("open", "Aberto")
            .Text("closed", "Fechado")
            .Edge("c", "open", "a")
            .Edge("c", "closed", "else")
            .Begin();
        talk.Around = new FlowSurroundings(open);
        talk.Says("Olá").Texts.ShouldBe([said]);
    }

    [Theory]
    [InlineData("not_in", "[\"comprar\"]", true)]
    [InlineData("one_of", "[\"arrendar\",\"vender\"]", true)]
    [InlineData("not_contains", "\"end\"", false)]
    [InlineData("ends_with", "\"DAR\"", true)]
    [InlineData("exists", "null", true)]
    public void More_comparisons(string comparator, string value, bool holds)
    {
        var talk = new Canvas()
            .Node("set", "assignment", """{"assignments":[{"variable":"x","value":"Arrendar"}]}""")
            .Node("c", "condition", $$"""{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"{{comparator}}","value":{{value}}}]}]}""")
            .Text("yes", "sim")
            .Text("no", "não")
            .Line("set", "c")
            .Edge("c", "yes", "a")
            .Edge("c", "no", "else")
            .Begin();
        talk.Says("Olá").Texts.ShouldBe([holds ? "sim" : "não"]);
    }
}
