using Aldrava.Platform.Events;

namespace Aldrava.Crm.Contracts;

/// <summary>Something about a listing changed.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="PropertyId">The listing.</param>
/// <param name="AgentId">Whose it is now, if anybody's.</param>
/// <param name="Changed">Which fields, as the interface writes them: <c>price</c>, <c>postal_code</c>.</param>
/// <param name="OldPrice">What it cost.</param>
/// <param name="Price">What it costs.</param>
/// <param name="OldStatus">How it stood: <c>available</c>, <c>reserved</c>, …</param>
/// <param name="Status">How it stands.</param>
/// <param name="ChangedBy">The user who changed it.</param>
public sealed record PropertyChanged(
    long OrganizationId,
    long PropertyId,
    long? AgentId,
    IReadOnlyList<string> Changed,
    decimal? OldPrice,
    decimal? Price,
    string OldStatus,
    string Status,
    long ChangedBy
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"property:{PropertyId}";
}
