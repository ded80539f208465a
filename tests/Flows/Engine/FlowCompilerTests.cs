using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class FlowCompilerTests
{
    private const string Where = """{"variable":"x","operator":"is_set"}""";

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"nodes":{},"edges":[]}""")]
    [InlineData("""{"nodes":[],"edges":3}""")]
    [InlineData("""{"nodes":[{"id":"a\ud800","type":"end"}],"edges":[]}""")]
    [InlineData("""{"nodes":[{"id":"a","type":"end","data":{"\ud800":1}}],"edges":[]}""")]
    public void What_is_no_canvas_is_a_fault(string json) => FlowCompiler.Compile(json).Faults.ShouldHaveSingleItem().Code.ShouldBe("canvas.invalid");

    [Theory]
    [InlineData("""{"nodes":[],"edges":[]}""", "canvas.node_count")]
    [InlineData("""{"nodes":[{"type":"end"}],"edges":[]}""", "node.no_id")]
    [InlineData("""{"nodes":[3],"edges":[]}""", "node.no_id")]
    [InlineData("""{"nodes":[{"id":"a","type":"end"},{"id":"a","type":"end"}],"edges":[]}""", "node.duplicate_id")]
    [InlineData("""{"nodes":[{"id":"a","type":"teleport"}],"edges":[]}""", "node.unknown_type")]
    [InlineData("""{"nodes":[{"id":"a"}],"edges":[]}""", "node.unknown_type")]
    [InlineData("""{"nodes":[{"id":"a","type":"end"}],"edges":[{"id":"e","source":"b","target":"a"}]}""", "edge.unknown_source")]
    [InlineData("""{"nodes":[{"id":"a","type":"start"}],"edges":[{"id":"e","source":"a","target":"b"}]}""", "edge.unknown_target")]
    [InlineData("""{"nodes":[{"id":"a","type":"end"}],"edges":[7]}""", "edge.unknown_source")]
    public void A_broken_canvas_names_its_fault(string json, string code) => FlowCompiler.Compile(json).Faults.Select(f => f.Code).ShouldContain(code);

    [Theory]
    [InlineData("text", "{}", "field.required")]
    [InlineData("text", """{"text":"  "}""", "field.required")]
    [InlineData("text", """{"text":7}""", "field.invalid")]
    [InlineData("text", "[]", "field.required")]
    [InlineData("question", """{"text":"?"}""", "field.required")]
    [InlineData("question", """{"text":"?","variable":"contact.name"}""", "variable.reserved")]
    [InlineData("question", """{"text":"?","variable":"a b"}""", "variable.invalid")]
    [InlineData("question", """{"text":"?","variable":"a","validation":"magic"}""", "question.validation_unknown")]
    [InlineData("question", """{"text":"?","variable":"a","validation":"option"}""", "field.invalid")]
    [InlineData("question", """{"text":"?","variable":"a","validation":"option","options":[]}""", "field.invalid")]
    [InlineData("question", """{"text":"?","variable":"a","validation":"option","options":["Sim","sím"]}""", "question.option_duplicate")]
    [InlineData("question", """{"text":"?","variable":"a","max_tries":0}""", "field.invalid")]
    [InlineData("question", """{"text":"?","variable":"a","timeout_seconds":1e99}""", "field.invalid")]
    [InlineData("question", """{"text":"?","variable":"a","validation":{"type":"number","min":"x"}}""", "field.invalid")]
    [InlineData("condition", "{}", "field.invalid")]
    [InlineData("condition", """{"branches":[{"handle":"a","comparisons":[]}]}""", "field.invalid")]
    [InlineData("condition", """{"branches":[{"handle":"else","comparisons":[{"variable":"x","operator":"is_set"}]}]}""", "condition.handle_duplicate")]
    [InlineData("condition", """{"branches":[{"handle":"a","match":"some","comparisons":[{"variable":"x","operator":"is_set"}]}]}""", "field.invalid")]
    [InlineData("condition", """{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"like","value":1}]}]}""", "condition.operator_unknown")]
    [InlineData("condition", """{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"eq"}]}]}""", "field.invalid")]
    [InlineData("assignment", "{}", "field.invalid")]
    [InlineData("assignment", """{"assignments":[{"variable":"lead.id","value":1}]}""", "variable.reserved")]
    [InlineData("assignment", """{"assignments":[{"variable":"x","value":{}}]}""", "field.invalid")]
    [InlineData("assignment", """{"assignments":[{"variable":"x","value":"1","as":"money"}]}""", "field.invalid")]
    [InlineData("create_lead", """{"name":5}""", "field.invalid")]
    [InlineData("create_lead", """{"wishes":{"a":[]}}""", "field.invalid")]
    public void Wrong_data_is_a_fault_of_its_node(string type, string data, string code)
    {
        var faults = new Canvas().Node("it", type, data).Faults();
        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(f => f.NodeId == "it" && f.Severity == FaultSeverity.Error);
        faults.Select(f => f.Code).ShouldContain(code);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        new Canvas()
            .Node("start", "start")
            .Node("a", "text")
            .Node("b", "magic")
            .Line("start", "a", "b")
            .Faults()
            .Select(f => (f.NodeId, f.Code))
            .ShouldBe([("a", "field.required"), ("b", "node.unknown_type")]);

    [Fact]
    public void A_fixed_text_too_long_for_whatsapp_is_refused()
    {
        new Canvas().Text("a", new string('x', 4096)).Compile();
        new Canvas().Text("a", new string('x', 4097)).Faults().ShouldHaveSingleItem().Code.ShouldBe("text.too_long");
        new Canvas().Text("a", new string('x', 4097) + "{{contact.name}}").Begin().Says("oi").Texts.Length.ShouldBe(2);
    }

    [Fact]
    public void Two_edges_from_one_handle_and_edges_from_no_handle_are_faults()
    {
        var faults = new Canvas()
            .Node("if", "condition", $$"""{"branches":[{"handle":"a","comparisons":[{{Where}}]}]}""")
            .End()
            .Edge("if", "end", "a")
            .Edge("if", "end", "else")
            .Edge("if", "end", "ghost")
            .Edge("if", "end", "else")
            .Faults();
        faults.Select(f => (f.Code, f.NodeId, f.EdgeId)).ShouldBe([("edge.duplicate", "if", "if:else→end"), ("edge.unknown_handle", "if", "if:ghost→end")]);
    }

    [Fact]
    public void The_start_is_the_start_node_or_the_marked_one_or_the_only_one_nothing_leads_to()
    {
        new Canvas().Text("b", "2").Text("a", "1").Line("a", "b").Begin().Says("oi").Texts.ShouldBe(["1", "2"]);
        new Canvas()
            .Node("a", "text", """{"text":"1","isStart":true}""")
            .Text("b", "2")
            .Text("c", "3")
            .Line("a", "b", "a")
            .Begin()
            .Says("oi")
            .Path[0]
            .ShouldBe("a");
        new Canvas().Text("x", "lost").Node("s", "start").Text("a", "1").Line("s", "a").Begin().Says("oi").Texts.ShouldBe(["1"]);
        new Canvas().Text("a", "1").Text("b", "2").Line("a", "b", "a").Faults().ShouldHaveSingleItem().Code.ShouldBe("start.missing");
        new Canvas().Text("a", "1").Text("b", "2").Faults().ShouldHaveSingleItem().Code.ShouldBe("start.ambiguous");
        new Canvas().Node("a", "start").Node("b", "start").Faults().ShouldHaveSingleItem().Code.ShouldBe("start.ambiguous");
    }

    [Fact]
    public void The_unnamed_handle_has_other_names() =>
        new Canvas().Text("a", "1").Text("b", "2").Edge("a", "b", "next").Begin().Says("oi").Texts.Length.ShouldBe(2);
}
