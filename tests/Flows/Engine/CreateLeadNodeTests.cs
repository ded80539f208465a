using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine;

public sealed class CreateLeadNodeTests
{
    private static Canvas Flow(string data) =>
        new Canvas().Node("lead", "create_lead", data).Text("done", "Pedido {{lead.id}}, {{lead.agent_name}}").End().Line("lead", "done", "end");

    [Fact]
    public void The_flow_stops_for_the_lead_and_goes_on_with_its_id()
    {
        var flow = Flow("""{"name":"{{contact.name}}","source":"whatsapp"}""").Compile();
        var now = DateTimeOffset.UnixEpoch;
        var asked = FlowEngine.Advance(flow, FlowState.Begin(new FlowContact("Maria")), FlowInput.Says("oi"), now);
        asked.State.Status.ShouldBe(FlowStatus.NeedsResult);
        asked.Effects[^1].ShouldBeOfType<FlowEffect.CreateLead>().Fields.Name.ShouldBe("Maria");

        var stored = FlowState.FromJson(asked.State.ToJson());
        var done = FlowEngine.Advance(flow, stored, new FlowInput.LeadCreated(4711, "João"), now);
        done.Effects.ShouldContain(new FlowEffect.Say(new OutgoingContent.Text("Pedido 4711, João")));
        done.State.Status.ShouldBe(FlowStatus.Ended);
        done.State.Steps.ShouldBe(3);
    }

    [Fact]
    public void Fields_are_templates()
    {
        var talk = new Canvas()
            .Node("ask", "question", """{"text":"Quanto?","variable":"orcamento","validation":"number"}""")
            .Node(
                "lead",
                "create_lead",
                """
                {"name":" Sr. {{contact.name}}","phone":"{{contact.phone}}","email":"x@y.pt","budget":"{{answers.orcamento}}","notes":"{{message.text}}","property_reference":"o imv-2026-0099",
                "source":"whatsapp","wishes":{"area":"Cascais","quartos":3,"nada":"{{ninguem}}"}}
                """
            )
            .End()
            .Line("ask", "lead", "end")
            .Begin()
            .Says("oi")
            .Says("250 mil");
        var lead = talk.Leads.ShouldHaveSingleItem();
        (lead with { Wishes = [] }).ShouldBe(
            new LeadFields("Sr. Maria", "+351912345678", "x@y.pt", 250_000, "250 mil", "IMV-2026-0099", "whatsapp", lead.Wishes) with
            {
                Wishes = [],
            }
        );
        lead.Wishes.ShouldBe([new LeadWish("area", "Cascais"), new LeadWish("quartos", "3")]);
    }

    [Fact]
    public void What_is_left_out_comes_from_the_contact_and_the_conversation()
    {
        var lead = Flow("{}").Begin().Says("Gostei do imv-2026-0012 e do IMV-2026-0013").Leads.ShouldHaveSingleItem();
        (lead.Name, lead.Phone, lead.PropertyReference, lead.Budget).ShouldBe(("Maria", "+351912345678", "IMV-2026-0012", null));
    }

    [Fact]
    public void A_contact_without_name_and_phone_makes_a_lead_without_them()
    {
        var lead = Flow("{}").Begin(new FlowContact()).Says("oi").Leads.ShouldHaveSingleItem();
        (lead.Name, lead.Phone).ShouldBe((null, null));
        Flow("{}").Begin(new FlowContact(Username: "maria.s")).Says("oi").Leads.ShouldHaveSingleItem().Name.ShouldBe("maria.s");
    }

    [Theory]
    [InlineData("\"1,5M\"", 1_500_000)]
    [InlineData("90000", 90_000)]
    public void A_budget_may_be_written_out(string budget, int expected) =>
        Flow($$"""{"budget":{{budget}}}""").Begin().Says("oi").Leads[0].Budget.ShouldBe(expected);

    [Fact]
    public void A_budget_that_is_no_number_is_left_out_with_a_warning()
    {
        var talk = Flow("""{"budget":"logo se vê"}""").Begin().Says("oi");
        talk.Leads[0].Budget.ShouldBeNull();
        talk.Warnings.ShouldContain("value.not_convertible budget");
    }

    [Fact]
    public void A_lead_that_can_not_be_made_takes_the_error_edge_or_hands_over()
    {
        var failed = new FlowInput.RequestFailed("quota");
        var lonely = Flow("{}").Begin();
        lonely.LeadResult = failed;
        lonely.Says("oi").State.Reason.ShouldBe(Reasons.RequestFailed);

        var caught = Flow("{}").Text("sorry", "Desculpe").Edge("lead", "sorry", "error").Edge("sorry", "end").Begin();
        caught.LeadResult = failed;
        caught.Says("oi").Texts.ShouldBe(["Desculpe"]);
    }

    [Fact]
    public void A_loop_through_it_makes_one_lead()
    {
        var talk = new Canvas().Node("start", "start").Node("lead", "create_lead").Line("start", "lead", "lead").Begin().Says("oi");
        talk.Leads.Count.ShouldBe(1);
        talk.State.Reason.ShouldBe(Reasons.Cycle);
    }

    [Fact]
    public void A_message_where_a_result_is_due_is_kept()
    {
        var flow = Flow("{}").Compile();
        var asked = FlowEngine.Advance(flow, new FlowState(), FlowInput.Says("oi"), DateTimeOffset.UnixEpoch).State;
        FlowEngine.Advance(flow, asked, FlowInput.Says("oi?"), DateTimeOffset.UnixEpoch).State.Kept!.Single().Text.ShouldBe("oi?");
        FlowEngine.Advance(flow, asked, new FlowInput.Timeout(), DateTimeOffset.UnixEpoch).State.Status.ShouldBe(FlowStatus.NeedsResult);
    }
}
