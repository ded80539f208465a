using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine.Text;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>offer_visit_slots</c> <c>{reference, days, duration_minutes, buffer_minutes, rows, text, max_tries, timeout_seconds}</c>: offers free times of the agent
/// as a list and waits; taps, numbers and words such as "quinta 15h" choose, "outro dia" shows more. The listing left out is the chosen one
/// (<c>properties.choice</c>), the first that was named, or the lead's. Sets <c>visit.slot</c> and <c>visit.slot_text</c>. Exits <c>chosen</c>,
/// <c>none</c> (nobody, or no time), <c>fallback</c>, <c>timeout</c>.
/// </summary>
internal sealed record OfferVisitSlotsNode(NodeHead Head, Template? Reference, SlotQuestion Wanted, ChoiceRules Choice, VisitSlots Slots) : FlowNode(Head)
{
    private const string OtherDay = "other";
    private const int MostRows = 9;

    // Times are reckoned with: there has to be one after it.
    private const int LastYear = 9000;

    public required int Chosen { get; init; }
    public required int Nothing { get; init; }

    public override bool Waits => true;

    public override bool LeavesAtOnce(string handle) => handle is "none" or "error";

    public static FlowNode Read(NodeReader data) =>
        new OfferVisitSlotsNode(
            data.Head,
            data.OptionalTemplate("reference"),
            new SlotQuestion
            {
                Days = data.Int("days", 14, 1, 60),
                DurationMinutes = data.Int("duration_minutes", 60, 5, 480),
                BufferMinutes = data.Int("buffer_minutes", 30, 0, 480),
                Limit = data.Int("rows", MostRows, 1, MostRows),
            },
            ChoiceRules.Read(data, "text"),
            VisitSlots.Of(data, sets: true)
        )
        {
            Chosen = data.Exit("chosen"),
            Nothing = data.Exit("none"),
        };

    public override int Enter(Turn turn)
    {
        foreach (var slot in new[] { Slots.Slot, Slots.Text, Slots.Offered, Slots.NextDay, Slots.Wanted })
            turn.Write(slot, FlowValue.None);
        return Ask(turn, Wanted);
    }

    public override int Resume(Turn turn, FlowInput input) =>
        input switch
        {
            SlotsFound found => Show(turn, found),
            FlowInput.RequestFailed failure => Leave(turn, Nothing, error: failure.Code),
            FlowInput.Message message => Hear(turn, message),
            FlowInput.Timeout => Choice.GiveUp(turn, this, Choice.TimedOut, Reasons.Timeout),
            _ => turn.HandOver(this, Reasons.UnexpectedInput),
        };

    private int Ask(Turn turn, SlotQuestion question)
    {
        var reference =
            Reference?.Render(turn, this).Trim() is { Length: > 0 } named ? named
            : turn.Peek(Slots.Listing) is { IsEmpty: false } chosen ? chosen.ToString()
            : turn.Peek(Builtin.FirstReference) is { IsEmpty: false } first ? first.ToString()
            : null;
        var lead = ScheduleVisitNode.Number(turn, Builtin.LeadId);
        return turn.Request(this, new FindSlots(question with { PropertyReference = reference, LeadId = lead }, turn.ChosenLanguage));
    }

    private int Show(Turn turn, SlotsFound found)
    {
        var wanted = turn.Peek(Slots.Wanted).Text;
        turn.Write(Slots.Wanted, FlowValue.None);
        if (found.Slots.Count == 0)
            return Leave(turn, Nothing, error: "no_slots");
        turn.Write(Slots.Agent, FlowValue.Of((decimal)found.AgentId));
        turn.Write(Slots.AgentName, FlowValue.Of(found.AgentName));
        turn.Write(Slots.Property, found.PropertyId is { } property ? FlowValue.Of((decimal)property) : FlowValue.None);
        turn.Write(Slots.Duration, FlowValue.Of((decimal)Wanted.DurationMinutes));
        turn.Write(Slots.OfferedBy, FlowValue.Of(Id));
        turn.Write(Slots.NextDay, found.NextDay is { } next ? FlowValue.Of(next) : FlowValue.None);
        turn.Write(Slots.Offered, FlowValue.Of(string.Join('\n', found.Slots.Select(s => $"{s.StartsAt:yyyy-MM-ddTHH:mmzzz} {s.Text}"))));
        if (wanted is not null && found.Slots.FirstOrDefault(s => IsAt(s, wanted)) is { } exactly)
            return Choose(turn, exactly, wanted);
        var body = Choice.Say(turn, this, found.Words.Choose);
        turn.Say(List(found.IsDayFull ? Words.Cut($"{found.Words.DayFull}\n\n{body}", ListLimits.LongestBody) : body, found));
        turn.Trace(this, output: string.Join(" | ", found.Slots.Select(s => s.Text)));
        return turn.WaitFor(this, turn.Wait?.Tries ?? 0, Choice.Timeout);
    }

    private OutgoingContent.List List(string body, SlotsFound found)
    {
        List<ListRow> rows = [.. found.Slots.Select(s => new ListRow(ReplyIds.Of(this, Name(s)), ListLimits.Title(s.Text)))];
        if (found.NextDay is not null)
            rows.Add(new ListRow(ReplyIds.Of(this, OtherDay), ListLimits.Title(found.Words.OtherDay)));
        return new OutgoingContent.List(body, ListLimits.Button(found.Words.Button), [new ListSection(Title: null, rows)]);
    }

    private int Hear(Turn turn, FlowInput.Message message)
    {
        var offered = Offered(turn);
        var said = Words.Clean(message.Text ?? "").Trim();
        var today = DateOnly.FromDateTime(turn.Now.DateTime);
        var choice = ReplyIds.Choice(this, message.ReplyId);
        if (choice is not null && offered.FirstOrDefault(s => Name(s) == choice) is { } tapped)
            return Choose(turn, tapped, said);
        // A row of an earlier list: taken if that time is still free.
        if (choice is not null && choice != OtherDay && TryTime(choice, out var earlier))
            return LookUp(turn, DateOnly.FromDateTime(earlier.DateTime), choice, said);
        var typed = choice == OtherDay ? new TypedSlot(IsOther: true) : TypedSlot.Read(said, offered, today);
        return typed switch
        {
            { Slot: { } slot } => Choose(turn, slot, said),
            { Day: { } day } => LookUp(turn, day, typed.Time is { } time ? $"{day:yyyy-MM-dd}T{time:HH:mm}" : null, said),
            { IsOther: true } when turn.Peek(Slots.NextDay) is { Kind: ValueKind.Date } next => More(turn, next.Date, said),
            { IsOther: true } => Leave(turn, Nothing, said, error: "no_more_days"),
            _ => Choice.TryAgain(turn, this, said, () => turn.Send(this, Listed(offered))),
        };
    }

    private int LookUp(Turn turn, DateOnly day, string? wanted, string said)
    {
        turn.Trace(this, said, output: $"{day:yyyy-MM-dd}");
        turn.Write(Slots.Wanted, FlowValue.Of(wanted));
        return Ask(turn, Wanted with { Day = day });
    }

    private int More(Turn turn, DateOnly from, string said)
    {
        turn.Trace(this, said, output: $"{from:yyyy-MM-dd}…");
        return Ask(turn, Wanted with { From = from });
    }

    private int Choose(Turn turn, OfferedSlot slot, string said)
    {
        turn.Write(Slots.Slot, FlowValue.Of(Name(slot)));
        turn.Write(Slots.Text, FlowValue.Of(slot.Text));
        return Leave(turn, Chosen, said, slot.Text);
    }

    private int Leave(Turn turn, int exit, string? input = null, string? output = null, string? error = null)
    {
        if (exit == Nowhere)
            return turn.HandOver(this, Reasons.NoBranch);
        turn.Trace(this, input, output, error);
        return exit;
    }

    private List<OfferedSlot> Offered(Turn turn)
    {
        var offered = new List<OfferedSlot>();
        foreach (var line in turn.Peek(Slots.Offered).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 2) is [var at, var text] && TryTime(at, out var startsAt))
                offered.Add(new OfferedSlot(startsAt, text));
        }
        return offered;
    }

    private static string Listed(List<OfferedSlot> offered) => string.Join('\n', offered.Select((s, i) => $"{i + 1}. {s.Text}"));

    private static bool IsAt(OfferedSlot slot, string wanted) => Name(slot).StartsWith(wanted, StringComparison.Ordinal);

    private static string Name(OfferedSlot slot) => slot.StartsAt.ToString("yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);

    internal static bool TryTime(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out at) && at.Year < LastYear;
}

/// <summary>What the two nodes of a visit share.</summary>
internal sealed record VisitSlots(
    int Slot,
    int Text,
    int Agent,
    int AgentName,
    int Property,
    int Duration,
    int Offered,
    int OfferedBy,
    int NextDay,
    int Wanted,
    int Listing
)
{
    public static VisitSlots Of(NodeReader data, bool sets)
    {
        int Named(string name) => sets ? data.Sets(name) : data.Slot(name);
        return new VisitSlots(
            Named("visit.slot"),
            Named("visit.slot_text"),
            Named("visit.agent_id"),
            data.Sets("visit.agent_name"),
            Named("visit.property_id"),
            Named("visit.duration_minutes"),
            Named("visit.offered"),
            Named("visit.offered_by"),
            Named("visit.next_day"),
            Named("visit.wanted"),
            data.Slot(ListingSlots.Choice)
        );
    }
}
