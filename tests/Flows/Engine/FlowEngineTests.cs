using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class FlowEngineTests
{
    [Fact]
    public void The_first_message_begins_the_flow_and_answers_no_question()
    {
        var talk = new Canvas().Text("hi", "Olá").Node("ask", "question", """{"text":"Nome?","variable":"nome"}""").Line("hi", "ask").Begin().Says("Maria");
        talk.Texts.ShouldBe(["Olá", "Nome?"]);
        (talk.State.Status, talk.State.Node).ShouldBe((FlowStatus.Waiting, "ask"));
        talk.Path.ShouldBe(["hi", "ask"]);
    }

    [Fact]
    public void A_flow_begins_with_a_picture_too_but_not_with_a_tick_a_result_or_a_reaction()
    {
        var talk = new Canvas().Text("hi", "Olá").Begin();
        talk.Gets(new FlowInput.Timeout()).Texts.ShouldBeEmpty();
        talk.Gets(new FlowInput.LeadCreated(1)).Texts.ShouldBeEmpty();
        talk.Gets(new FlowInput.Message(MessageKind.Reaction, "👍")).Texts.ShouldBeEmpty();
        talk.State.Status.ShouldBe(FlowStatus.Fresh);
        talk.Gets(new FlowInput.Message(MessageKind.Media, null)).Texts.ShouldBe(["Olá"]);
    }

    [Fact]
    public void A_node_without_a_next_one_ends_the_flow()
    {
        var talk = new Canvas().Text("hi", "Olá").Begin().Says("oi");
        (talk.State.Status, talk.State.Reason).ShouldBe((FlowStatus.Ended, Reasons.NoNextNode));
    }

    [Fact]
    public void An_end_says_its_last_word_and_why()
    {
        var talk = new Canvas().Node("end", "end", """{"text":"Até já","reason":"done"}""").Begin().Says("oi");
        talk.Texts.ShouldBe(["Até já"]);
        talk.Effects[^1].ShouldBe(new FlowEffect.Ended("done"));
    }

    [Fact]
    public void What_comes_after_the_end_changes_nothing()
    {
        var talk = new Canvas().End().Begin().Says("oi");
        var ended = talk.State;
        talk.Says("ainda aí?").State.ShouldBe(ended);
        talk.Effects.ShouldBe([new FlowEffect.Warning("end", "input.ignored", "over")]);
    }

    [Fact]
    public void A_loop_without_a_wait_is_stopped_when_it_would_repeat_itself()
    {
        var talk = new Canvas().Node("start", "start").Text("a", "um").Text("b", "dois").Line("start", "a", "b", "a").Begin().Says("oi");
        talk.Texts.ShouldBe(["um", "dois"]);
        talk.Effects[^1].ShouldBe(new FlowEffect.HandOver(Reasons.Cycle));
        talk.Effects[^2].ShouldBe(new FlowEffect.Trace("a", "text", null, null, Reasons.Cycle));
    }

    [Fact]
    public void A_loop_that_changes_something_may_come_to_an_end()
    {
        var talk = new Canvas()
            .Node("start", "start")
            .Node("if", "condition", """{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"eq","value":"aaaa"}]}]}""")
            .Node("more", "assignment", """{"assignments":[{"variable":"x","value":"{{x}}a"}]}""")
            .Text("done", "{{x}}")
            .Line("start", "if")
            .Edge("if", "more", "else")
            .Edge("if", "done", "a")
            .Edge("more", "if")
            .Begin()
            .Says("oi");
        talk.Texts.ShouldBe(["aaaa"]);
    }

    [Fact]
    public void A_turn_of_more_than_200_steps_is_handed_over()
    {
        var talk = new Canvas()
            .Node("start", "start")
            .Node("more", "assignment", """{"assignments":[{"variable":"x","value":"{{x}}a"}]}""")
            .Line("start", "more", "more")
            .Begin()
            .Says("oi");
        (talk.State.Reason, talk.State.Steps).ShouldBe((Reasons.TooManySteps, 200));
    }

    [Fact]
    public void A_loop_through_a_question_is_fine()
    {
        var talk = new Canvas()
            .Node("start", "start")
            .Node("ask", "question", """{"text":"Mais?","variable":"r"}""")
            .Text("again", "Outra vez")
            .Line("start", "ask", "again", "ask")
            .Begin()
            .Says("oi");
        for (var i = 0; i < 500; i++)
            talk.Says("sim").Texts.ShouldBe(["Outra vez", "Mais?"]);
        talk.State.Status.ShouldBe(FlowStatus.Waiting);
    }

    [Fact]
    public void A_state_whose_node_is_gone_or_changed_its_type_is_handed_over()
    {
        var flow = new Canvas().Text("ask", "Olá").Compile();
        var waiting = new FlowState
        {
            Status = FlowStatus.Waiting,
            Node = "gone",
            Wait = new FlowWait(0, null),
        };
        FlowEngine.Advance(flow, waiting, FlowInput.Says("oi"), DateTimeOffset.UnixEpoch).State.Reason.ShouldBe(Reasons.NodeMissing);
        FlowEngine.Advance(flow, waiting with { Node = null }, FlowInput.Says("oi"), DateTimeOffset.UnixEpoch).State.Reason.ShouldBe(Reasons.NodeMissing);
        FlowEngine.Advance(flow, waiting with { Node = "ask" }, FlowInput.Says("oi"), DateTimeOffset.UnixEpoch).State.Reason.ShouldBe(Reasons.NodeChanged);
        FlowEngine.Advance(flow, waiting with { Version = 2 }, FlowInput.Says("oi"), DateTimeOffset.UnixEpoch).State.Reason.ShouldBe(Reasons.StateVersion);
    }

    [Fact]
    public void Nothing_blank_is_sent()
    {
        var talk = new Canvas().Text("hi", "{{ninguem}} ").Begin().Says("oi");
        talk.Texts.ShouldBeEmpty();
        talk.Warnings.ShouldContain("text.empty ");
    }

    [Fact]
    public void The_first_reference_stays_and_the_last_message_s_own_changes()
    {
        var talk = new Canvas()
            .Node("ask", "question", """{"text":"{{message.property_reference}}|{{conversation.first_reference}}","variable":"r"}""")
            .Node("start", "start")
            .Line("start", "ask", "ask")
            .Begin()
            .Says("oi");
        talk.Texts.ShouldBe(["|"]);
        talk.Says("o IMV-2026-001").Texts.ShouldBe(["IMV-2026-001|IMV-2026-001"]);
        talk.Says("ou o IMV-2026-002").Texts.ShouldBe(["IMV-2026-002|IMV-2026-001"]);
        talk.Says("nenhum").Texts.ShouldBe(["|IMV-2026-001"]);
    }

    [Fact]
    public void Assignments_copy_types_convert_and_remove()
    {
        const string Data = """
            {"assignments":[{"variable":"a","value":5},{"variable":"b","value":"{{a}}"},{"variable":"c","value":"{{a}}€"},{"variable":"d","value":"{{c}}","as":"number"},
            {"variable":"e","value":"nada","as":"number"},{"variable":"f","value":"1/4/2026","as":"date"},{"variable":"a","value":null}]}
            """;
        var talk = new Canvas().Node("set", "assignment", Data).Begin().Says("oi");
        talk.State.Variables.Items.ToArray()
            .Where(v => v.Name.Length == 1)
            .ShouldBe([
                new FlowVariable("b", FlowValue.Of(5m)),
                new FlowVariable("c", FlowValue.Of("5€")),
                new FlowVariable("d", FlowValue.Of(5m)),
                new FlowVariable("f", FlowValue.Of(new DateOnly(2026, 4, 1))),
            ]);
        talk.Warnings.ShouldContain("value.not_convertible number");
    }

    [Fact]
    public void Variables_the_flow_does_not_know_are_kept()
    {
        var talk = new Canvas().Text("hi", "Olá").Begin();
        talk.State = talk.State.With("answers.Old", FlowValue.Of("x"));
        talk.Says("oi").Value("old").ToString().ShouldBe("x");
    }

    [Fact]
    public void A_state_comes_back_from_json_as_it_was()
    {
        var state = new FlowState
        {
            Status = FlowStatus.Waiting,
            Node = "ask",
            Wait = new FlowWait(2, DateTimeOffset.UnixEpoch),
            Steps = 7,
            TurnSteps = 3,
            Variables = FlowVariables.Of([
                new("t", FlowValue.Of("2026-01-02 \"ç\"")),
                new("n", FlowValue.Of(1.50m)),
                new("b", FlowValue.Of(false)),
                new("d", FlowValue.Of(new DateOnly(2026, 1, 2))),
            ]),
        };
        FlowState.FromJson(state.ToJson()).ShouldBe(state);
        state.ToJson().ShouldContain("\"variables\":{\"b\":false,\"d\":{\"date\":\"2026-01-02\"},\"n\":1.5,");
        state.ToJson().ShouldContain("\"status\":\"waiting\"");
    }
}
