using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Visits;

/// <summary>Free times of whoever shows a listing or takes care of a lead; answered with <see cref="SlotsFound"/>.</summary>
internal sealed record FindSlots(SlotQuestion Question, FlowLanguage? Language) : FlowEffect.Request;

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
internal sealed record BookVisit(VisitWish Wish, FlowLanguage? Language) : FlowEffect.Request;

/// <param name="When">"quinta-feira, 12 de março, às 15:00".</param>
internal sealed record VisitBooked(long VisitId, string AgentName, string PropertyTitle, string When) : FlowInput.Result;

/// <summary>Somebody else has that time.</summary>
/// <param name="Text">Says so.</param>
internal sealed record VisitTaken(string Text) : FlowInput.Result;
