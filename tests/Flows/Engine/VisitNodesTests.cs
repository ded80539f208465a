using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine;

/// <summary>Listings, times and visits, without a database: the test is the CRM.</summary>
public sealed class VisitNodesTests
{
    private static readonly ListingWords Listings = new("Ver imóvel", "Qual?", "Escolher", "Nenhum destes");
    private static readonly SlotWords Slots = new("Quando?", "Ver horários", "Outro dia", "Dia cheio.");

    // Thursday the 12th of March.
    private static readonly DateTimeOffset Thursday = new(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);

    private readonly List<FlowEffect.Request> asked = [];
    private readonly Queue<FlowInput.Result> answers = new();
    private FlowState state = FlowState.Begin(new FlowContact("Maria", "+351912345678"));
    private IReadOnlyList<FlowEffect> effects = [];

    private static Canvas Flow() =>
        new Canvas()
            .Node("find", "find_properties", """{"places":"{{message.text}}","budget":"300 mil","choose":true,"intro":"Veja:"}""")
            .Node("offer", "offer_visit_slots")
            .Node("book", "schedule_visit", """{"notes":"Pelo WhatsApp"}""")
            .Text("done", "Marcada: {{visit.when}}, {{visit.agent_name}}, {{visit.id}}")
            .Text("nothing", "Nada")
            .End()
            .Edge("find", "offer", "found")
            .Edge("find", "nothing", "none")
            .Edge("offer", "book", "chosen")
            .Edge("offer", "nothing", "none")
            .Edge("book", "done", "booked")
            .Line("done", "end")
            .Line("nothing", "end");

    [Fact]
    public void From_wishes_to_a_booked_visit_by_taps()
    {
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        var search = asked[0].ShouldBeOfType<FindListings>();
        (search.Wishes.Places, search.Wishes.Budget, search.Limit).ShouldBe(("Cascais", 300_000m, 3));
        Said()[0].ShouldBe(new OutgoingContent.Text("Veja:"));
        Said()[1].ShouldBeOfType<OutgoingContent.Card>().ImageLink.ShouldBe("https://x/1.jpg");
        Said()[2].ShouldBeOfType<OutgoingContent.Text>().Body.ShouldBe("*T1*\n200 000 €\nT1 em Cascais\nRef. IMV-2026-0002");
        Rows().Select(r => r.Title).ShouldBe(["IMV-2026-0001", "IMV-2026-0002", "Nenhum destes"]);

        Tap(flow, Rows()[1], Free(Thursday, Thursday.AddHours(1)));
        asked[^1].ShouldBeOfType<FindSlots>().Question.PropertyReference.ShouldBe("IMV-2026-0002");
        Rows().Select(r => r.Title).ShouldBe(["qui 12 mar, 15:00", "qui 12 mar, 16:00", "Outro dia"]);

        Tap(flow, Rows()[0], new VisitBooked(77, "João", "T1", "quinta-feira"));
        var wish = asked[^1].ShouldBeOfType<BookVisit>().Wish;
        (wish.PropertyId, wish.AgentId, wish.StartsAt, wish.DurationMinutes, wish.Notes).ShouldBe((12, 7, Thursday, 60, "Pelo WhatsApp"));
        Said().ShouldBe([new OutgoingContent.Text("Marcada: quinta-feira, João, 77")]);
        state.Status.ShouldBe(FlowStatus.Ended);
        (state.Variables["properties.count"].ToString(), state.Variables["visit.slot_text"].ToString()).ShouldBe(("2", "qui 12 mar, 15:00"));
    }

    [Fact]
    public void Nothing_that_fits_and_none_of_them_take_the_none_edge()
    {
        Hear(Flow().Compile(), FlowInput.Says("Bragança"), new ListingsFound([], Listings));
        Said().ShouldBe([new OutgoingContent.Text("Nada")]);

        state = FlowState.Begin(new FlowContact("Maria"));
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        Hear(flow, FlowInput.Says("não quero nenhum"));
        Said().ShouldBe([new OutgoingContent.Text("Nada")]);
    }

    [Theory]
    [InlineData("2", "IMV-2026-0002")]
    [InlineData("o imv-2026-0001, por favor", "IMV-2026-0001")]
    [InlineData("opção 1", "IMV-2026-0001")]
    public void A_listing_may_be_chosen_in_words(string said, string reference)
    {
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        Hear(flow, FlowInput.Says(said), Free(Thursday));
        state.Variables["properties.choice"].ToString().ShouldBe(reference);
    }

    [Fact]
    public void Three_answers_that_are_none_call_a_person()
    {
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        foreach (var said in new[] { "hum", "IMV-2026-0099", "7" })
            Hear(flow, FlowInput.Says(said));
        (state.Status, state.Reason).ShouldBe((FlowStatus.HandedOver, Reasons.TooManyTries));
    }

    [Fact]
    public void A_taken_time_is_offered_again_without_an_edge()
    {
        var flow = AtTheSlots();
        Tap(flow, Rows()[0], new VisitTaken("Ocupado."), Free(Thursday.AddHours(2)));
        Said()[0].ShouldBe(new OutgoingContent.Text("Ocupado."));
        Rows()[0].Title.ShouldBe("qui 12 mar, 17:00");
        Tap(flow, Rows()[0], new VisitBooked(78, "João", "T1", "quinta-feira"));
        state.Status.ShouldBe(FlowStatus.Ended);
    }

    [Fact]
    public void A_visit_that_is_refused_calls_a_person_unless_there_is_an_edge()
    {
        Tap(AtTheSlots(), Rows()[0], new FlowInput.RequestFailed("property_gone"));
        (state.Status, state.Reason).ShouldBe((FlowStatus.HandedOver, Reasons.RequestFailed));
    }

    [Fact]
    public void Another_day_pages_on_and_a_row_of_the_earlier_page_is_asked_for_again()
    {
        var flow = AtTheSlots();
        var first = Rows()[0];
        Tap(flow, Rows()[^1], Free(Thursday.AddDays(4)));
        asked[^1].ShouldBeOfType<FindSlots>().Question.From.ShouldBe(new DateOnly(2026, 3, 13));
        Tap(flow, first, Free(Thursday), new VisitBooked(1, "João", "T1", "quinta-feira"));
        asked[^2].ShouldBeOfType<FindSlots>().Question.Day.ShouldBe(new DateOnly(2026, 3, 12));
        asked[^1].ShouldBeOfType<BookVisit>().Wish.StartsAt.ShouldBe(Thursday);
    }

    [Fact]
    public void A_day_in_words_is_looked_up_and_taken_at_once_when_the_time_is_free()
    {
        var flow = AtTheSlots();
        Hear(flow, FlowInput.Says("pode ser segunda às 10h30?"), Free(Thursday.AddDays(4).AddHours(-4.5)), new VisitBooked(1, "João", "T1", "segunda"));
        asked[^2].ShouldBeOfType<FindSlots>().Question.Day.ShouldBe(new DateOnly(2026, 3, 16));
        asked[^1].ShouldBeOfType<BookVisit>().Wish.StartsAt.ShouldBe(Thursday.AddDays(4).AddHours(-4.5));
    }

    [Fact]
    public void A_full_day_is_said_to_be_full()
    {
        var flow = AtTheSlots();
        Hear(flow, FlowInput.Says("domingo"), Free(Thursday.AddDays(4)) with { IsDayFull = true });
        Said()[^1].ShouldBeOfType<OutgoingContent.List>().Body.ShouldBe("Dia cheio.\n\nQuando?");
        state.Status.ShouldBe(FlowStatus.Waiting);
    }

    [Fact]
    public void A_time_that_was_never_offered_is_looked_up_and_never_believed()
    {
        var flow = AtTheSlots();
        var forged = Rows()[0].Id.Replace("T15:00", "T03:00", StringComparison.Ordinal);
        Hear(flow, new FlowInput.Message(MessageKind.Reply, "qui 12 mar, 03:00", forged), Free(Thursday));
        asked[^1].ShouldBeOfType<FindSlots>();
        state.Status.ShouldBe(FlowStatus.Waiting);
    }

    [Fact]
    public void Without_an_agent_or_a_time_the_none_edge_is_taken()
    {
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        Hear(flow, FlowInput.Says("1"), new FlowInput.RequestFailed("no_agent"));
        Said().ShouldBe([new OutgoingContent.Text("Nada")]);
    }

    [Fact]
    public void A_visit_without_a_chosen_time_fails()
    {
        Hear(new Canvas().Node("book", "schedule_visit").End().Edge("book", "end", "booked").Compile(), FlowInput.Says("oi"));
        state.Reason.ShouldBe(Reasons.RequestFailed);
    }

    [Theory]
    [InlineData("1", "12 15:00")]
    [InlineData("opção 2)", null)]
    [InlineData("quinta às 16h", "12 16:00")]
    [InlineData("quinta-feira 15:00", "12 15:00")]
    [InlineData("às 17h30", "13 17:30")]
    [InlineData("Friday at 17:30", "13 17:30")]
    [InlineData("amanhã", "day 2026-03-11")]
    [InlineData("depois de amanhã às 10", "day 2026-03-12 10:00")]
    [InlineData("dia 20", "day 2026-03-20")]
    [InlineData("20 de março às 9h", "day 2026-03-20 09:00")]
    [InlineData("20/3", "day 2026-03-20")]
    [InlineData("Outro dia, por favor", "other")]
    [InlineData("não sei", null)]
    [InlineData("às 15h", "12 15:00")]
    [InlineData("às 11h", null)]
    public void Times_are_read_as_people_write_them(string said, string? expected)
    {
        OfferedSlot[] offered = [Slot(Thursday), Slot(Thursday.AddHours(1)), Slot(Thursday.AddDays(1).AddHours(2.5))];
        var read = TypedSlot.Read(said, offered, new DateOnly(2026, 3, 10));
        var shown = read switch
        {
            null => null,
            { IsOther: true } => "other",
            { Slot: { } slot } => $"{slot.StartsAt:dd HH:mm}",
            _ => $"day {read.Day:yyyy-MM-dd} {read.Time:HH:mm}".TrimEnd(),
        };
        shown.ShouldBe(expected);
    }

    private CompiledFlow AtTheSlots()
    {
        var flow = Flow().Compile();
        Hear(flow, FlowInput.Says("Cascais"), Two());
        Hear(flow, FlowInput.Says("1"), Free(Thursday, Thursday.AddHours(1)));
        return flow;
    }

    private void Tap(CompiledFlow flow, ListRow row, params FlowInput.Result[] results) =>
        Hear(flow, new FlowInput.Message(MessageKind.Reply, row.Title, row.Id), results);

    private void Hear(CompiledFlow flow, FlowInput input, params FlowInput.Result[] results)
    {
        foreach (var result in results)
            answers.Enqueue(result);
        // As stored between two messages.
        state = FlowState.FromJson(state.ToJson());
        (state, effects) = FlowRunner.Run(flow, state, input, new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero), Perform);
        answers.ShouldBeEmpty();
    }

    private FlowInput.Result Perform(FlowEffect.Request request)
    {
        asked.Add(request);
        return answers.Dequeue();
    }

    private OutgoingContent[] Said() => [.. effects.OfType<FlowEffect.Say>().Select(s => s.Content)];

    private IReadOnlyList<ListRow> Rows() => Said()[^1].ShouldBeOfType<OutgoingContent.List>().Sections.Single().Rows;

    private static ListingsFound Two() =>
        new(
            [
                new FoundListing("IMV-2026-0001", "T2", "300 000 €", "T2 em Cascais", "https://x/1.jpg", "https://x/1"),
                new FoundListing("IMV-2026-0002", "T1", "200 000 €", "T1 em Cascais"),
            ],
            Listings
        );

    private static SlotsFound Free(params DateTimeOffset[] times) => new(7, "João", 12, [.. times.Select(Slot)], Slots) { NextDay = new DateOnly(2026, 3, 13) };

    private static OfferedSlot Slot(DateTimeOffset at) => new(at, $"qui {at.Day} mar, {at:HH:mm}");
}
