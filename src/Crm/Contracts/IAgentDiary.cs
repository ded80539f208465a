using System.Globalization;

namespace Aldrava.Crm.Contracts;

/// <summary>When agents of the scope's organization can show a property.</summary>
public interface IAgentDiary
{
    /// <summary>Free times of whoever shows the listing, or takes care of the lead; null when there is nobody.</summary>
    Task<AgentSlots?> FreeAsync(SlotQuestion question, CultureInfo language, CancellationToken ct);
}

/// <summary>Whose time, and how much of it.</summary>
public sealed record SlotQuestion
{
    /// <summary>The fewest minutes before a visit that a customer can book it.</summary>
    public static readonly TimeSpan LeadTime = TimeSpan.FromHours(2);

    /// <summary>The listing to be shown: its agent comes first.</summary>
    public string? PropertyReference { get; init; }

    /// <summary>The lead: their listing, then their agent, when no listing is named.</summary>
    public long? LeadId { get; init; }

    /// <summary>This agent, whoever else it could be.</summary>
    public long? AgentId { get; init; }

    /// <summary>How long a visit is.</summary>
    public int DurationMinutes { get; init; } = 60;

    /// <summary>What lies at least between two visits: the way from one to the other.</summary>
    public int BufferMinutes { get; init; } = 30;

    /// <summary>How many days ahead, today being the first.</summary>
    public int Days { get; init; } = 14;

    /// <summary>The moment to ask from, for who only tries things out; null: this one.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Not before this day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>All of this day; when it has nothing free, what comes after it.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>At most so many in all.</summary>
    public int Limit { get; init; } = 9;

    /// <summary>At most so many of one day, spread over it.</summary>
    public int PerDay { get; init; } = 3;
}

/// <summary>Free times of one agent.</summary>
/// <param name="AgentId">Whose.</param>
/// <param name="AgentName">What they are called.</param>
/// <param name="PropertyId">The listing they would show; null when none is known.</param>
/// <param name="PropertyTitle">What it is called.</param>
/// <param name="Slots">In order, no instant and no wall-clock time twice.</param>
/// <param name="NextDay">Where to go on for more; null when that was all.</param>
public sealed record AgentSlots(long AgentId, string AgentName, long? PropertyId, string? PropertyTitle, IReadOnlyList<FreeSlot> Slots, DateOnly? NextDay)
{
    /// <summary>The day that was asked for has nothing free.</summary>
    public bool IsDayFull { get; init; }
}

/// <summary>A free time.</summary>
/// <param name="StartsAt">With the offset of the organization's clock.</param>
/// <param name="Text">"qui 12 mar, 15:00".</param>
public sealed record FreeSlot(DateTimeOffset StartsAt, string Text);
