using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class DelayNodeTests
{
    [Fact]
    public void It_goes_on_after_a_while_and_what_was_said_meanwhile_answers_the_next_question()
    {
        var talk = Begin("""{"days":2}""").Says("Olá");
        talk.Says("Porto").Texts.ShouldBeEmpty();
        talk.Says("a sério").Texts.ShouldBeEmpty();
        talk.Waits(TimeSpan.FromDays(1)).Texts.ShouldBeEmpty();
        talk.Waits(TimeSpan.FromDays(1)).Texts.ShouldBe(["Onde?", "Porto"]);
    }

    [Fact]
    public void With_interrupt_a_message_ends_the_wait()
    {
        var talk = Begin("""{"hours":3,"interrupt":true}""").Says("Olá");
        talk.Says("estou aqui").Texts.ShouldBe(["Onde?"]);
        talk.Says("Porto").Texts.ShouldBe(["Porto"]);
    }

    [Fact]
    public void After_a_person_only_what_is_left_is_waited()
    {
        var talk = Begin("""{"hours":3}""").Says("Olá");
        talk.Now += TimeSpan.FromHours(2);
        talk.Gets(new FlowInput.Resumed()).Texts.ShouldBeEmpty();
        talk.Waits(TimeSpan.FromHours(1)).Texts.ShouldBe(["Onde?"]);
    }

    [Fact]
    public void No_more_than_fifty_messages_are_kept()
    {
        var talk = Begin("""{"days":2}""").Says("Olá");
        for (var i = 0; i < 60; i++)
            talk.Says("oi");
        talk.State.Kept!.Count.ShouldBe(50);
        talk.Warnings.ShouldBe(["input.ignored too_many_kept"]);
    }

    [Fact]
    public void A_loop_of_nothing_but_delays_is_a_fault()
    {
        var flow = new Canvas()
            .Node("d", "delay", """{"days":1}""")
            .Text("t", "Bom dia")
            .Line("d", "t", "d")
            .Node("start", "start")
            .Edge("start", "d")
            .Compile();
        FlowValidator.Validate(flow).ShouldContain(f => f.Code == "cycle.no_wait" && f.Severity == FaultSeverity.Error);
    }

    private static Conversation Begin(string delay) =>
        new Canvas()
            .Node("d", "delay", delay)
            .Node("q", "question", """{"text":"Onde?","variable":"where"}""")
            .Text("said", "{{where}}")
            .Line("d", "q", "said")
            .Begin();
}
