using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>Who is given the next conversation.</summary>
internal enum QueueStrategy
{
    /// <summary>Nobody: people take them.</summary>
    Manual,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>Who has the fewest.</summary>
    LeastBusy,

    /// <summary>Who has the listing it is about; without one, one after the other.</summary>
    ListingAgent,
}

/// <summary>Where the conversations of a department wait, and how they are given to its people.</summary>
internal sealed class Queue : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid DepartmentId { get; init; }
    public required string Name { get; set; }
    public required QueueStrategy Strategy { get; set; }

    /// <summary>Takes what is handed to the department itself.</summary>
    public bool IsDefault { get; set; }

    /// <summary>Nobody is given more than so many by itself.</summary>
    public int? MaxOpenPerPerson { get; set; }

    /// <summary>Whose turn it was.</summary>
    public long? LastUserId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
