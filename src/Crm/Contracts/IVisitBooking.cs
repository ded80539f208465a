using System.Globalization;

namespace Aldrava.Crm.Contracts;

/// <summary>Books visits that nobody typed in.</summary>
public interface IVisitBooking
{
    /// <summary>
    /// Books in the transaction that is open (or one of its own), with the history and events of any other visit. A time that somebody else took meanwhile
    /// leaves the transaction usable. The same <paramref name="key"/> answers the same visit.
    /// </summary>
    Task<VisitBookingResult> BookAsync(VisitWish wish, string key, CultureInfo language, CancellationToken ct);

    /// <summary>What booking would come to at that moment. Nothing is written or locked; the visit has no id (0).</summary>
    Task<VisitBookingResult> TryOutAsync(VisitWish wish, DateTimeOffset now, CultureInfo language, CancellationToken ct);
}

/// <summary>A visit as a customer chose it.</summary>
/// <param name="PropertyId">What they come to see.</param>
/// <param name="AgentId">Who shows it.</param>
/// <param name="LeadId">Who comes, if known.</param>
/// <param name="StartsAt">When.</param>
/// <param name="DurationMinutes">How long.</param>
public sealed record VisitWish(long PropertyId, long AgentId, long? LeadId, DateTimeOffset StartsAt, int DurationMinutes = 60)
{
    /// <summary>For the agent to read.</summary>
    public string? Notes { get; init; }
}

/// <summary>What came of it. A closed set.</summary>
public abstract record VisitBookingResult
{
    private VisitBookingResult() { }

    /// <summary>It stands in the diary.</summary>
    /// <param name="VisitId">The visit.</param>
    /// <param name="AgentName">Who shows the property.</param>
    /// <param name="PropertyTitle">What it is called.</param>
    /// <param name="StartsAt">When.</param>
    /// <param name="WhenText">"quinta-feira, 12 de março, às 15:00".</param>
    public sealed record Booked(long VisitId, string AgentName, string PropertyTitle, DateTimeOffset StartsAt, string WhenText) : VisitBookingResult;

    /// <summary>Somebody else has that time.</summary>
    public sealed record Taken : VisitBookingResult;

    /// <summary>It cannot be booked at all.</summary>
    /// <param name="Reason"><c>property_gone</c>, <c>agent_gone</c>, <c>lead_gone</c>, <c>past</c>.</param>
    public sealed record Refused(string Reason) : VisitBookingResult;
}
