using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class JumpToFlowNodeTests
{
    private static readonly Guid Other = new("0199a000-0000-7000-8000-00000000000a");
    private static readonly string Jump = $$"""{"flow_id":"{{Other}}"}""";

    [Fact]
    public void It_goes_through_the_other_flow_and_comes_back_with_its_variables()
    {
        var talk = new Canvas().Node("j", "jump_to_flow", Jump).Text("back", "De volta: {{where}}").Line("j", "back").Begin();
        talk.Others[Other] = new Canvas()
            .Node("q", "question", """{"text":"Onde?","variable":"where"}""")
            .Node("end", "end", """{"text":"Boa"}""")
            .Line("q", "end")
            .Compile();
        talk.Says("Olá").Texts.ShouldBe(["Onde?"]);
        talk.State.Flow.ShouldBe(new FlowPlace(Other, 1));
        talk.Says("Porto").Texts.ShouldBe(["Boa", "De volta: Porto"]);
        (talk.State.Status, talk.State.Flow, talk.State.Stack).ShouldBe((FlowStatus.Ended, null, null));
        talk.Effects.OfType<FlowEffect.Ended>().Count().ShouldBe(1);
    }

    [Fact]
    public void Nodes_of_different_flows_may_be_called_the_same()
    {
        var talk = new Canvas().Node("lead", "jump_to_flow", Jump).Text("back", "De volta").Line("lead", "back").Begin();
        talk.Others[Other] = new Canvas().Node("lead", "create_lead").Begin().Flow;
        talk.Says("Olá").Texts.ShouldBe(["De volta"]);
        talk.Leads.Count.ShouldBe(1);
    }

    [Fact]
    public void Without_such_a_flow_it_takes_the_way_for_that_or_a_human_comes()
    {
        new Canvas().Node("j", "jump_to_flow", Jump).Text("b", "b").Line("j", "b").Begin().Says("Olá").State.Reason.ShouldBe(Reasons.RequestFailed);
        new Canvas()
            .Node("j", "jump_to_flow", Jump)
            .Text("b", "b")
            .Text("e", "e")
            .Line("j", "b")
            .Edge("j", "e", "error")
            .Begin()
            .Says("Olá")
            .Texts.ShouldBe(["e"]);
    }

    [Fact]
    public void Flows_that_jump_in_a_circle_come_to_an_end()
    {
        var talk = new Canvas().Node("j", "jump_to_flow", Jump).Text("b", "b").Line("j", "b").Begin();
        talk.Others[Other] = new Canvas().Node("j", "jump_to_flow", Jump).Text("b", "b").Line("j", "b").Compile();
        talk.Says("Olá").State.Reason.ShouldBe(Reasons.Cycle);
    }

    [Fact]
    public void No_more_than_ten_flows_wait_for_each_other()
    {
        var canvas = new Canvas().Node("q", "question", """{"text":"?","variable":"x"}""").Node("j", "jump_to_flow", Jump).Text("b", "b").Line("q", "j", "b");
        var talk = canvas.Begin();
        talk.Others[Other] = canvas.Compile();
        for (var i = 0; i < 20 && !talk.State.IsOver; i++)
            talk.Says("mais");
        (talk.State.Reason, talk.State.Stack!.Count).ShouldBe((Reasons.TooDeep, 10));
    }
}
