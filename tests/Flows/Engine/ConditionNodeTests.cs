using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

public sealed class ConditionNodeTests
{
    private const string Variables = """
        {"assignments":[{"variable":"n","value":250000},{"variable":"t","value":"São João"},{"variable":"d","value":"2026-03-10","as":"date"},{"variable":"nt","value":"300 mil"},
        {"variable":"b","value":true},{"variable":"blank","value":" "}]}
        """;

    private static string Way(string branches)
    {
        var talk = new Canvas()
            .Node("set", "assignment", Variables)
            .Node("if", "condition", $$"""{"branches":{{branches}}}""")
            .Text("yes", "sim")
            .Text("no", "não")
            .Edge("set", "if")
            .Edge("if", "yes", "a")
            .Edge("if", "no", "else")
            .Begin()
            .Says("oi");
        return talk.Texts.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("n", "eq", "250000", true)]
    [InlineData("n", "eq", "\"250 mil\"", true)]
    [InlineData("n", "neq", "250000", false)]
    [InlineData("n", "gt", "249999.99", true)]
    [InlineData("n", "gt", "250000", false)]
    [InlineData("n", "gte", "250000", true)]
    [InlineData("n", "lt", "\"1M\"", true)]
    [InlineData("n", "lte", "\"abc\"", false)]
    [InlineData("n", "neq", "\"abc\"", true)]
    [InlineData("n", "gt", "\"{{nt}}\"", false)]
    [InlineData("n", "lt", "\"{{nt}}\"", true)]
    [InlineData("nt", "gt", "250000", true)]
    [InlineData("t", "eq", "\"sao joao\"", true)]
    [InlineData("t", "eq", "5", false)]
    [InlineData("t", "contains", "\"JOÃO\"", true)]
    [InlineData("t", "starts_with", "\"sao\"", true)]
    [InlineData("t", "starts_with", "\"joao\"", false)]
    [InlineData("t", "lt", "\"zebra\"", true)]
    [InlineData("t", "in", "[\"Porto\",\"SÃO JOÃO\"]", true)]
    [InlineData("t", "in", "[\"Porto\"]", false)]
    [InlineData("n", "in", "[1,250000]", true)]
    [InlineData("d", "gt", "\"2026-03-09\"", true)]
    [InlineData("d", "eq", "\"2026-03-10\"", true)]
    [InlineData("d", "lt", "\"amanhã\"", false)]
    [InlineData("b", "eq", "true", true)]
    [InlineData("b", "eq", "\"true\"", true)]
    [InlineData("b", "eq", "false", false)]
    [InlineData("t", "is_set", "null", true)]
    [InlineData("ninguem", "is_set", "null", false)]
    [InlineData("ninguem", "is_empty", "null", true)]
    [InlineData("blank", "is_empty", "null", true)]
    [InlineData("blank", "is_set", "null", true)]
    [InlineData("ninguem", "eq", "\"\"", false)]
    [InlineData("ninguem", "neq", "\"x\"", true)]
    [InlineData("ninguem", "lt", "5", false)]
    [InlineData("ninguem", "contains", "\"\"", false)]
    [InlineData("contact.name", "eq", "\"maria\"", true)]
    [InlineData("answers.t", "is_set", "null", true)]
    public void A_comparison_knows_the_types(string variable, string comparator, string value, bool holds) =>
        Way($$"""[{"handle":"a","comparisons":[{"variable":"{{variable}}","operator":"{{comparator}}","value":{{value}}}]}]""").ShouldBe(holds ? "sim" : "não");

    [Theory]
    [InlineData("all", "eq", "eq", "sim")]
    [InlineData("all", "eq", "neq", "não")]
    [InlineData("any", "neq", "eq", "sim")]
    [InlineData("any", "neq", "neq", "não")]
    public void Comparisons_are_joined_by_all_or_any(string match, string first, string second, string way) =>
        Way(
                $$"""[{"handle":"a","match":"{{match}}","comparisons":[{"variable":"n","operator":"{{first}}","value":250000},{"variable":"b","operator":"{{second}}","value":true}]}]"""
            )
            .ShouldBe(way);

    [Fact]
    public void The_first_branch_that_holds_is_taken()
    {
        const string Branches = """
            {"branches":[{"handle":"a","comparisons":[{"variable":"contact.name","operator":"is_set"}]},{"handle":"b","comparisons":[{"variable":"contact.name","operator":"is_set"}]}]}
            """;
        var talk = new Canvas().Node("if", "condition", Branches).Text("x", "a").Text("y", "b").Edge("if", "y", "b").Edge("if", "x", "a").Begin().Says("oi");
        talk.Texts.ShouldBe(["a"]);
    }

    [Fact]
    public void A_way_that_is_not_drawn_hands_over()
    {
        var talk = new Canvas()
            .Node("if", "condition", """{"branches":[{"handle":"a","comparisons":[{"variable":"x","operator":"is_set"}]}]}""")
            .Begin()
            .Says("oi");
        (talk.State.Status, talk.State.Reason).ShouldBe((FlowStatus.HandedOver, Reasons.NoBranch));
    }
}
