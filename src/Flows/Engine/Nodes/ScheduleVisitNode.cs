using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine.Visits;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>schedule_visit</c> <c>{notes}</c>: books the time that was chosen in <c>offer_visit_slots</c>. Sets <c>visit.id</c>, <c>visit.when</c>,
/// <c>visit.agent_name</c>, <c>visit.property</c>. Exits <c>booked</c>, <c>taken</c> (somebody was faster; without an edge the times are offered again)
/// and <c>error</c>.
/// </summary>
internal sealed record ScheduleVisitNode(NodeHead Head, Template? Notes, VisitSlots Slots) : FlowNode(Head)
{
    private const int MostMinutes = 480;

    public required int VisitId { get; init; }
    public required int When { get; init; }
    public required int PropertyTitle { get; init; }
    public required int Booked { get; init; }
    public required int Taken { get; init; }
    public required int Failed { get; init; }

    public static FlowNode Read(NodeReader data) =>
        new ScheduleVisitNode(data.Head, data.OptionalTemplate("notes"), VisitSlots.Of(data, sets: false))
        {
            VisitId = data.Sets("visit.id"),
            When = data.Sets("visit.when"),
            PropertyTitle = data.Sets("visit.property"),
            Booked = data.Exit("booked"),
            Taken = data.Exit("taken", ExitKind.Optional),
            Failed = data.Exit("error", ExitKind.Optional),
        };

    public override int Enter(Turn turn)
    {
        if (!OfferVisitSlotsNode.TryTime(turn.Peek(Slots.Slot).Text, out var startsAt) || Number(turn, Slots.Agent) is not { } agent)
            return Fail(turn, "no_slot");
        if (Number(turn, Slots.Property) is not { } property)
            return Fail(turn, "no_property");
        var minutes = (int)Math.Clamp(Number(turn, Slots.Duration) ?? 60, 1, MostMinutes);
        var notes = Notes?.Render(turn, this);
        return turn.Request(
            this,
            new BookVisit(
                new VisitWish(property, agent, Number(turn, Builtin.LeadId), startsAt, minutes) { Notes = string.IsNullOrWhiteSpace(notes) ? null : notes },
                turn.ChosenLanguage
            )
        );
    }

    public override int Resume(Turn turn, FlowInput input)
    {
        switch (input)
        {
            case VisitBooked booked:
                turn.Write(VisitId, FlowValue.Of((decimal)booked.VisitId));
                turn.Write(When, FlowValue.Of(booked.When));
                turn.Write(PropertyTitle, FlowValue.Of(booked.PropertyTitle));
                turn.Write(Slots.AgentName, FlowValue.Of(booked.AgentName));
                turn.Trace(this, output: turn.Peek(VisitId).ToString());
                return Booked;
            case VisitTaken when Taken != Nowhere:
                turn.Trace(this, error: "taken");
                return Taken;
            case VisitTaken taken when turn.Find(turn.Peek(Slots.OfferedBy).Text) is OfferVisitSlotsNode offer:
                turn.Trace(this, error: "taken");
                turn.Send(this, taken.Text);
                return offer.Head.Index;
            case VisitTaken:
                return Fail(turn, "taken");
            case FlowInput.RequestFailed failure:
                return Fail(turn, failure.Code);
            default:
                return turn.HandOver(this, Reasons.UnexpectedInput);
        }
    }

    private int Fail(Turn turn, string code)
    {
        if (Failed == Nowhere)
        {
            turn.Warn(this, "request.failed", code);
            return turn.HandOver(this, Reasons.RequestFailed);
        }
        turn.Trace(this, error: code);
        return Failed;
    }

    internal static long? Number(Turn turn, int slot) =>
        turn.Peek(slot) is { Kind: ValueKind.Number, Number: >= 0 and <= long.MaxValue } value ? (long)value.Number : null;
}
