namespace Aldrava.Flows.Engine.Visits;

/// <summary>Free times of whoever shows a listing or takes care of a lead; answered with <see cref="SlotsFound"/>.</summary>
internal sealed record FindSlots(SlotFields Fields, string? Language) : FlowEffect.Request;

/// <param name="Reference">The listing.</param>
/// <param name="LeadId">Who comes.</param>
/// <param name="From">Not before this day.</param>
/// <param name="Day">All of this day.</param>
internal sealed record SlotFields(string? Reference, long? LeadId, DateOnly? From, DateOnly? Day, int Days, int DurationMinutes, int BufferMinutes, int Rows);

/// <summary>The first free times, and where to go on.</summary>
internal sealed record SlotsFound(long AgentId, string AgentName, long? PropertyId, IReadOnlyList<OfferedSlot> Slots, SlotWords Words) : FlowInput.Result
{
    public DateOnly? NextDay { get; init; }

    /// <summary>The day that was asked for has nothing free.</summary>
    public bool IsDayFull { get; init; }
}

/// <param name="StartsAt">With the offset of the organization's clock.</param>
/// <param name="Text">"qui 12 mar, 15:00".</param>
internal sealed record OfferedSlot(DateTimeOffset StartsAt, string Text);

/// <param name="Choose">The question which of them it is to be.</param>
/// <param name="Button">What opens the list.</param>
/// <param name="OtherDay">The row that goes on.</param>
/// <param name="DayFull">Said before other days are shown than what was asked for.</param>
internal sealed record SlotWords(string Choose, string Button, string OtherDay, string DayFull);

/// <summary>Puts a visit into the diary; answered with <see cref="VisitBooked"/> or <see cref="VisitTaken"/>.</summary>
internal sealed record BookVisit(long PropertyId, long AgentId, long? LeadId, DateTimeOffset StartsAt, int DurationMinutes, string? Notes, string? Language)
    : FlowEffect.Request;

/// <param name="When">"quinta-feira, 12 de março, às 15:00".</param>
internal sealed record VisitBooked(long VisitId, string AgentName, string PropertyTitle, string When) : FlowInput.Result;

/// <summary>Somebody else has that time.</summary>
/// <param name="Text">Says so.</param>
internal sealed record VisitTaken(string Text) : FlowInput.Result;
