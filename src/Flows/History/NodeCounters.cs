using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.History;

/// <summary>
/// Keeps the counters in the transaction of the turn they tell of. All turns of a busy flow count the same few nodes: each run adds to one of several rows
/// of a node and day, and every turn in the order of the nodes, so that they seldom wait for each other and never in a circle.
/// </summary>
internal sealed class NodeCounters(FlowsDbContext db)
{
    private const int Shards = 32;

    /// <param name="run">Whose turn.</param>
    /// <param name="place">The flow it is in after a jump; null in the run's own.</param>
    /// <param name="counts">In the order of the nodes.</param>
    /// <param name="now">On the organization's wall: a day there is a day here.</param>
    /// <param name="ct">Stops.</param>
    public async Task AddAsync(Run run, FlowPlace? place, IReadOnlyList<NodeCount> counts, DateTimeOffset now, CancellationToken ct)
    {
        if (counts.Count == 0)
            return;
        var (flowId, version) = (place?.FlowId ?? run.FlowId, place?.Version ?? run.Version);
        var (day, shard) = (DateOnly.FromDateTime(now.DateTime), (short)(run.Id.ToByteArray()[15] % Shards));
        string[] nodes = [.. counts.Select(c => c.NodeId)];
        int[] entered = [.. counts.Select(c => c.Entered)];
        int[] left = [.. counts.Select(c => c.LeftOn)];
        int[] dropped = [.. counts.Select(c => c.Dropped)];
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into flows.node_counters as c (organization_id, flow_id, version, day, node_id, shard, entered, left_on, dropped)
            select {run.OrganizationId}, {flowId}, {version}, {day}, n.node_id, {shard}, n.entered, n.left_on, n.dropped
            from unnest({nodes}, {entered}, {left}, {dropped}) with ordinality as n (node_id, entered, left_on, dropped, place) order by n.place
            on conflict (organization_id, flow_id, version, day, node_id, shard) do update
            set entered = c.entered + excluded.entered, left_on = c.left_on + excluded.left_on, dropped = c.dropped + excluded.dropped
            """,
            ct
        );
    }

    /// <summary>Runs that wait are about to be over without having been answered. Their locks are held.</summary>
    /// <param name="runs">Which; those that don't wait are passed over.</param>
    /// <param name="now">On the organization's wall.</param>
    /// <param name="ct">Stops.</param>
    public Task DropAsync(IReadOnlyCollection<Guid> runs, DateTimeOffset now, CancellationToken ct)
    {
        Guid[] ids = [.. runs];
        var day = DateOnly.FromDateTime(now.DateTime);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into flows.node_counters as c (organization_id, flow_id, version, day, node_id, shard, entered, left_on, dropped)
            select {db.TenantId}, d.flow_id, d.version, {day}, d.node_id, d.shard, 0, 0, count(*)
            from (
              select coalesce((r.state #>> array['flow','flow_id'])::uuid, r.flow_id) as flow_id, coalesce((r.state #>> array['flow','version'])::int, r.version) as version,
                r.state ->> 'node' as node_id, (get_byte(uuid_send(r.id), 15) % {Shards})::smallint as shard
              from flows.runs r where r.organization_id = {db.TenantId} and r.id = any ({ids}) and r.status = 'waiting' and r.state ->> 'node' is not null
            ) d
            group by d.flow_id, d.version, d.node_id, d.shard order by d.flow_id, d.version, d.node_id collate "C", d.shard
            on conflict (organization_id, flow_id, version, day, node_id, shard) do update set dropped = c.dropped + excluded.dropped
            """,
            ct
        );
    }

    /// <summary>A run that waited at a node is over without having been answered.</summary>
    public Task DropAsync(Run run, FlowPlace? place, string? nodeId, DateTimeOffset now, CancellationToken ct) =>
        nodeId is null ? Task.CompletedTask : AddAsync(run, place, [new NodeCount(nodeId, 0, 0, Dropped: 1)], now, ct);
}
