using Aldrava.Flows.Demo;
using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class FlowValidatorTests
{
    private const string Ask = """{"text":"?","variable":"x"}""";
    private const string IfX = """{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"is_set"}]}]}""";

    private static string[] Findings(Canvas canvas) =>
        [.. FlowValidator.Validate(canvas.Compile()).Select(f => $"{f.Severity} {f.Code} {f.NodeId} {string.Join(',', f.Args.Values)}".Trim())];

    [Fact]
    public void A_sound_flow_has_nothing_to_say() =>
        Findings(new Canvas().Node("ask", "question", Ask).Text("a", "{{x}} {{contact.name}} {{lead.id}}").End().Line("ask", "a", "end")).ShouldBeEmpty();

    [Fact]
    public void A_dead_end_is_found() => Findings(new Canvas().Text("a", "1").Text("b", "2").Line("a", "b")).ShouldBe(["Warning node.dead_end b"]);

    [Fact]
    public void A_missing_edge_is_found() =>
        Findings(new Canvas().Node("if", "condition", IfX).End().Edge("if", "end", "a")).ShouldBe(["Error edge.missing if else"]);

    [Fact]
    public void An_unreachable_node_is_found() =>
        Findings(new Canvas().Node("s", "start").End().Text("x", "1").Line("s", "end")).ShouldBe(["Warning node.unreachable x"]);

    [Fact]
    public void A_loop_without_a_question_is_found() =>
        Findings(new Canvas().Node("s", "start").Text("a", "1").Text("b", "2").Line("s", "a", "b", "a")).ShouldBe(["Error cycle.no_wait a a, b"]);

    [Fact]
    public void A_node_that_leads_to_itself_is_a_loop() =>
        Findings(new Canvas().Node("s", "start").Text("a", "1").Line("s", "a", "a")).ShouldBe(["Error cycle.no_wait a a"]);

    [Fact]
    public void A_loop_through_a_question_is_fine() =>
        Findings(new Canvas().Node("s", "start").Node("ask", "question", Ask).Text("a", "1").Line("s", "ask", "a", "ask")).ShouldBeEmpty();

    [Fact]
    public void A_variable_set_on_no_way_to_its_use_is_found()
    {
        Findings(new Canvas().Text("a", "{{x}}").Node("ask", "question", Ask).End().Line("a", "ask", "end")).ShouldBe(["Warning variable.never_set a x"]);
        Findings(new Canvas().Node("ask", "question", """{"text":"{{x}}?","variable":"x"}""").End().Line("ask", "end"))
            .ShouldBe(["Warning variable.never_set ask x"]);
    }

    [Fact]
    public void A_variable_set_on_one_of_the_ways_is_enough() =>
        Findings(
                new Canvas()
                    .Node("if", "condition", IfX)
                    .Node("ask", "question", Ask)
                    .Text("say", "{{x}}")
                    .End()
                    .Edge("if", "ask", "a")
                    .Edge("if", "say", "else")
                    .Line("ask", "say", "end")
            )
            .ShouldBeEmpty();

    [Fact]
    public void The_demo_flow_is_sound() => FlowValidator.Validate(FlowCompiler.Compile(DemoFlow.ReceptionCanvas()).Flow.ShouldNotBeNull()).ShouldBeEmpty();
}
