using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class ListNodeTests
{
    [Fact]
    public void Fixed_rows_are_sent_in_their_sections_and_answered_by_tap_title_or_number()
    {
        const string data = """
            {"text":"Que zona?","button":"Zonas","variable":"area","sections":[
              {"title":"Porto","rows":["Foz",{"id":"bv","title":"Boavista","description":"Perto do metro","value":"Boavista, Porto"}]},
              {"title":"Lisboa","rows":["Alvalade"]}]}
            """;
        var canvas = new Canvas().Node("l", "list", data).Text("said", "{{area}}").Line("l", "said");
        var asked = canvas.Begin().Says("Olá").Said.Single().ShouldBeOfType<OutgoingContent.List>();
        asked.Sections.Select(s => s.Title).ShouldBe(["Porto", "Lisboa"]);
        asked.Sections[0].Rows[1].ShouldBe(new ListRow("flow:l:bv", "Boavista", "Perto do metro"));
        canvas.Begin().Says("Olá").Taps("flow:l:bv").Texts.ShouldBe(["Boavista, Porto"]);
        canvas.Begin().Says("Olá").Says("3").Texts.ShouldBe(["Alvalade"]);
        canvas.Begin().Says("Olá").Says("foz").Texts.ShouldBe(["Foz"]);
    }

    [Theory]
    [InlineData("""[{\"title\":\"Sala A\",\"value\":7},\"Sala B\"]""", "Sala A|Sala B", "7")]
    [InlineData("Sala A\\nSala B", "Sala A|Sala B", "Sala A")]
    public void Rows_come_out_of_a_variable_too(string rows, string titles, string first)
    {
        var talk = FromVariable(rows).Begin().Says("Olá");
        talk.Said.OfType<OutgoingContent.List>().Single().Sections[0].Rows.Select(r => r.Title).ShouldBe(titles.Split('|'));
        talk.Taps("flow:l:1").Texts.ShouldBe([first]);
    }

    [Fact]
    public void A_variable_without_rows_takes_the_way_for_that_or_hands_over()
    {
        FromVariable(" ").Begin().Says("Olá").State.Reason.ShouldBe("list_empty");
        FromVariable(" ").Text("none", "Nada").Edge("l", "none", "empty").Begin().Says("Olá").Texts.ShouldBe(["Nada"]);
    }

    [Fact]
    public void No_more_than_ten_rows_are_sent()
    {
        FromVariable(string.Join("\\n", Enumerable.Range(1, 20)))
            .Begin()
            .Says("Olá")
            .Said.OfType<OutgoingContent.List>()
            .Single()
            .Sections[0]
            .Rows.Count.ShouldBe(10);
        new Canvas()
            .Node("l", "list", """{"text":"?","button":"b","rows":["1a","2a","3a","4a","5a","6a","7a","8a","9a","10a","11a"]}""")
            .Faults()
            .ShouldNotBeEmpty();
    }

    private static Canvas FromVariable(string rows) =>
        new Canvas()
            .Node("set", "assignment", $$"""{"assignments":[{"variable":"rooms","value":"{{rows}}"}]}""")
            .Node("l", "list", """{"text":"Qual?","button":"Ver","rows_variable":"rooms","variable":"room"}""")
            .Text("said", "{{room}}")
            .Line("set", "l", "said");
}
