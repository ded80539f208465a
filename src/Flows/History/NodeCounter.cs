using Aldrava.Platform.Data;

namespace Aldrava.Flows.History;

/// <summary>How conversations fared at a node on one day; several rows make up one node (see <see cref="NodeCounters"/>).</summary>
internal sealed class NodeCounter : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid FlowId { get; init; }
    public required int Version { get; init; }
    public required DateOnly Day { get; init; }
    public required string NodeId { get; init; }
    public required short Shard { get; init; }
    public required long Entered { get; init; }
    public required long LeftOn { get; init; }
    public required long Dropped { get; init; }
}
