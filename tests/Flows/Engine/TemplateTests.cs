namespace Aldrava.Tests.Flows.Engine;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("Olá {{contact.name}}!", "Olá Maria!")]
    [InlineData("{{contact.name}}", "Maria")]
    [InlineData("{{ Contact.Name }} {{contact.phone}}", "Maria +351912345678")]
    [InlineData("{{answers.cor}}/{{cor}}", "azul/azul")]
    [InlineData("{{preco}} {{sim}}", "1250.5 true")]
    [InlineData("[{{ninguem}}]", "[]")]
    [InlineData("{ {x} }", "{ {x} }")]
    [InlineData("}} {", "}} {")]
    public void Variables_are_put_in(string template, string expected)
    {
        const string Set = """{"assignments":[{"variable":"cor","value":"azul"},{"variable":"preco","value":1250.50},{"variable":"sim","value":true}]}""";
        var talk = new Canvas().Node("set", "assignment", Set).Text("say", template).End().Line("set", "say", "end").Begin().Says("oi");
        talk.Texts.ShouldBe([expected]);
    }

    [Fact]
    public void An_unknown_variable_is_empty_and_noted()
    {
        var talk = new Canvas().Text("say", "Olá {{nome}}.").End().Line("say", "end").Begin().Says("oi");
        talk.Texts.ShouldBe(["Olá ."]);
        talk.Warnings.ShouldBe(["variable.unset nome"]);
    }

    [Fact]
    public void Nothing_a_customer_writes_is_read_as_a_template()
    {
        var talk = new Canvas()
            .Node("ask", "question", """{"text":"Nome?","variable":"nome"}""")
            .Node("copy", "assignment", """{"assignments":[{"variable":"a","value":"{{nome}}"},{"variable":"b","value":"{{a}} {{nome}}"}]}""")
            .Text("say", "{{b}}")
            .End()
            .Line("ask", "copy", "say", "end")
            .Begin()
            .Says("oi")
            .Says("{{contact.phone}}");
        talk.Texts.ShouldBe(["{{contact.phone}} {{contact.phone}}"]);
    }

    [Theory]
    [InlineData("{{}}", "{{}}")]
    [InlineData("a {{nome", "{{nome")]
    [InlineData("{{dois nomes}}", "{{dois nomes}}")]
    [InlineData("{{{nome}}}", "{{{nome}}")]
    public void Braces_without_a_name_are_a_fault(string template, string shown)
    {
        var fault = new Canvas().Text("say", template).Faults().ShouldHaveSingleItem();
        (fault.Code, fault.NodeId, fault.Args["template"]).ShouldBe(("template.invalid", "say", shown));
    }

    [Fact]
    public void A_value_that_doubles_itself_stops_growing()
    {
        var canvas = new Canvas().Node("n0", "assignment", """{"assignments":[{"variable":"x","value":"0123456789"}]}""");
        for (var i = 1; i <= 60; i++)
            canvas.Node($"n{i}", "assignment", """{"assignments":[{"variable":"x","value":"{{x}}{{x}}"}]}""").Edge($"n{i - 1}", $"n{i}");
        var talk = canvas.Text("say", "{{x}}{{x}}{{x}}{{x}}{{x}}{{x}}").End().Line("n60", "say", "end").Begin().Says("oi");
        talk.Value("x").ToString().Length.ShouldBe(4096);
        talk.Texts.Sum(t => t.Length).ShouldBe(4 * 4096);
    }
}
