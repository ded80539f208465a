using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class QuestionNodeTests
{
    private const string Options =
        """{"type":"option","options":["Comprar casa",{"id":"rent","label":"Arrendar","value":"arrendamento"},{"label":"Não sei","value":3}]}""";

    private static Conversation Asked(string validation, string more = "") =>
        new Canvas()
            .Node("ask", "question", $$"""{"text":"Diga","retry_text":"Outra vez","variable":"r","validation":{{validation}}{{more}}}""")
            .Text("thanks", "Obrigado")
            .End()
            .Line("ask", "thanks", "end")
            .Begin()
            .Says("olá");

    [Theory]
    [InlineData("\"text\"", " Maria ", "Maria", "Text")]
    [InlineData("\"number\"", "250 mil", "250000", "Number")]
    [InlineData("\"email\"", "é maria@exemplo.pt, obrigada", "maria@exemplo.pt", "Text")]
    [InlineData("\"phone\"", "912 345 678", "912345678", "Text")]
    [InlineData("\"phone\"", "00351 (912) 345-678", "+351912345678", "Text")]
    [InlineData("\"date\"", "1/4", "2026-04-01", "Date")]
    [InlineData(Options, "1", "Comprar casa", "Text")]
    [InlineData(Options, "2)", "arrendamento", "Text")]
    [InlineData(Options, "Opção 3", "3", "Number")]
    [InlineData(Options, "COMPRAR CASA", "Comprar casa", "Text")]
    [InlineData(Options, "nao sei", "3", "Number")]
    [InlineData(Options, "queria arrendar, por favor", "arrendamento", "Text")]
    public void A_good_answer_is_kept_with_its_type(string validation, string answer, string kept, string kind)
    {
        var talk = Asked(validation).Says(answer);
        talk.Texts.ShouldBe(["Obrigado"]);
        (talk.Value("r").ToString(), talk.Value("r").Kind.ToString()).ShouldBe((kept, kind));
        talk.State.Status.ShouldBe(FlowStatus.Ended);
    }

    [Theory]
    [InlineData("\"text\"", "   ")]
    [InlineData("""{"type":"text","min_length":2}""", "M")]
    [InlineData("""{"type":"text","max_length":3}""", "Maria")]
    [InlineData("\"number\"", "muito")]
    [InlineData("""{"type":"number","min":10,"max":20}""", "21")]
    [InlineData("\"email\"", "maria arroba exemplo")]
    [InlineData("\"email\"", "maria@exemplo")]
    [InlineData("\"email\"", "@exemplo.pt")]
    [InlineData("\"phone\"", "12345")]
    [InlineData("\"phone\"", "o meu número")]
    [InlineData("\"date\"", "32/1")]
    [InlineData("""{"type":"date","future_only":true}""", "9/3/2026")]
    [InlineData(Options, "4")]
    [InlineData(Options, "0")]
    [InlineData(Options, "comprar casa ou arrendar")]
    public void A_wrong_answer_is_asked_again(string validation, string answer)
    {
        var talk = Asked(validation).Says(answer);
        talk.Texts.ShouldHaveSingleItem().ShouldStartWith("Outra vez");
        (talk.State.Status, talk.State.Wait!.Tries).ShouldBe((FlowStatus.Waiting, 1));
        talk.Value("r").IsSet.ShouldBeFalse();
    }

    [Fact]
    public void Options_are_listed_under_the_question() => Asked(Options).Texts.ShouldBe(["Diga\n\n1. Comprar casa\n2. Arrendar\n3. Não sei"]);

    [Fact]
    public void A_tap_on_an_option_counts_by_its_id() =>
        Asked(Options).Gets(new FlowInput.Message(MessageKind.Reply, null, "rent")).Value("r").ToString().ShouldBe("arrendamento");

    [Fact]
    public void Media_is_a_wrong_try_even_with_a_caption()
    {
        var talk = Asked("\"text\"").Gets(new FlowInput.Message(MessageKind.Media, "Maria"));
        talk.Texts.ShouldBe(["Outra vez"]);
        talk.State.Wait!.Tries.ShouldBe(1);
    }

    [Fact]
    public void A_reaction_says_nothing()
    {
        var talk = Asked("\"text\"");
        var before = talk.State;
        talk.Gets(new FlowInput.Message(MessageKind.Reaction, "👍"));
        talk.Texts.ShouldBeEmpty();
        talk.State.ShouldBe(before);
    }

    [Fact]
    public void Without_a_fallback_edge_the_last_wrong_try_hands_over()
    {
        var talk = Asked("\"number\"", ",\"max_tries\":2").Says("a").Says("b");
        talk.Texts.ShouldBeEmpty();
        talk.Effects.OfType<FlowEffect.HandOver>().ShouldBe([new FlowEffect.HandOver(Reasons.TooManyTries)]);
        (talk.State.Status, talk.State.Reason).ShouldBe((FlowStatus.HandedOver, Reasons.TooManyTries));
    }

    [Fact]
    public void The_last_wrong_try_takes_the_fallback_edge()
    {
        var talk = new Canvas()
            .Node("ask", "question", """{"text":"Quanto?","variable":"r","validation":"number","max_tries":1}""")
            .Text("other", "Fica para depois.")
            .End()
            .Line("ask", "end")
            .Edge("ask", "other", "fallback")
            .Edge("other", "end")
            .Begin()
            .Says("olá")
            .Says("não digo");
        talk.Texts.ShouldBe(["Fica para depois."]);
        talk.State.Status.ShouldBe(FlowStatus.Ended);
    }

    [Fact]
    public void Silence_takes_the_timeout_edge_once_the_deadline_has_passed_and_not_before()
    {
        var talk = new Canvas()
            .Node("ask", "question", """{"text":"Quanto?","variable":"r","timeout_seconds":60}""")
            .Text("late", "Ainda aí?")
            .Edge("ask", "late", "timeout")
            .End()
            .Line("ask", "end")
            .Edge("late", "end")
            .Begin()
            .Says("olá");
        talk.State.Deadline.ShouldBe(talk.Now.AddSeconds(60));
        var asked = talk.State;

        talk.Waits(TimeSpan.FromSeconds(59)).State.ShouldBe(asked);
        talk.Texts.ShouldBeEmpty();

        talk.Waits(TimeSpan.FromSeconds(1)).Texts.ShouldBe(["Ainda aí?"]);
        talk.State.Status.ShouldBe(FlowStatus.Ended);
    }

    [Fact]
    public void Silence_without_a_timeout_edge_hands_over()
    {
        var talk = Asked("\"text\"", ",\"timeout_seconds\":60").Waits(TimeSpan.FromMinutes(2));
        (talk.State.Status, talk.State.Reason).ShouldBe((FlowStatus.HandedOver, Reasons.Timeout));
        talk.State.Deadline.ShouldBeNull();
    }

    [Fact]
    public void A_wrong_try_starts_the_clock_again_and_a_late_answer_still_counts()
    {
        var talk = Asked("\"number\"", ",\"timeout_seconds\":60");
        talk.Now += TimeSpan.FromSeconds(50);
        talk.Says("a").State.Deadline.ShouldBe(talk.Now.AddSeconds(60));
        talk.Now += TimeSpan.FromHours(1);
        talk.Says("7").State.Status.ShouldBe(FlowStatus.Ended);
    }
}
