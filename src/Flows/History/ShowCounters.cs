using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.History;

/// <summary>How conversations fared at a node.</summary>
/// <param name="Entered">How often one came there.</param>
/// <param name="Left">How often it went on, or came to its end there.</param>
/// <param name="Dropped">How often nobody answered in time, or a person had to take over there.</param>
/// <param name="Waiting">How many wait there now, whatever the dates.</param>
internal sealed record NodeCountView(string NodeId, long Entered, long Left, long Dropped, long Waiting);

/// <summary>The nodes of a version with what happened at them.</summary>
internal sealed record CountersView(Guid FlowId, string FlowName, long? Version, IReadOnlyList<NodeCountView> Nodes)
{
    public static CountersView Example =>
        new(new Guid("0199a000-0000-7000-8000-000000000002"), "Acolhimento", Version: 3, [new NodeCountView("budget", 120, 97, 20, 3)]);
}

/// <summary>
/// GET /api/v1/flows/{id}/counters: how many conversations came to each node of a version (the published one when none is named), went on, dropped out
/// and wait there now. <c>from</c> and <c>to</c> are days of the organization, both included.
/// </summary>
internal static class ShowCounters
{
    internal sealed record Filter([FromQuery(Name = "version")] int? Version, [FromQuery(Name = "from")] DateOnly? From, [FromQuery(Name = "to")] DateOnly? To);

    internal sealed record WaitingAt(string NodeId, long Runs);

    internal static async Task<IResult> Handle(Guid id, [AsParameters] Filter filter, FlowsDbContext db, CompiledFlows compiled, CancellationToken ct)
    {
        var flow = await db
            .Flows.Where(f => f.Id == id && f.DeletedAt == null)
            .Select(f => new
            {
                f.Name,
                f.ChatbotId,
                Version = filter.Version ?? f.PublishedVersion,
            })
            .SingleOrDefaultAsync(ct);
        if (flow is null)
            return Errors.Flow.NotFound(id);
        if (flow.Version is not { } version)
            return TypedResults.Ok(new CountersView(id, flow.Name, Version: null, []));
        if (!await db.FlowVersions.AnyAsync(v => v.FlowId == id && v.Version == version, ct))
            return Errors.Flow.VersionNotFound(version);

        var counted = await CountedAsync(db, id, version, filter, ct);
        var waiting = await WaitingAsync(db, id, flow.ChatbotId, version, ct);
        var drawn = await compiled.GetAsync(db, id, version, ct) is { Succeeded: true } sound ? NodesOf(sound) : [];
        var nodes = drawn
            .Concat(counted.Keys.Concat(waiting.Keys).Except(drawn, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            .Select(n => (counted.GetValueOrDefault(n) ?? new NodeCountView(n, 0, 0, 0, 0)) with { Waiting = waiting.GetValueOrDefault(n) });
        return TypedResults.Ok(new CountersView(id, flow.Name, version, [.. nodes]));
    }

    private static List<string> NodesOf(Engine.FlowCompilation compilation)
    {
        var ids = new List<string>();
        foreach (var node in compilation.Flow!.Nodes)
            ids.Add(node.Id);
        return ids;
    }

    private static Task<Dictionary<string, NodeCountView>> CountedAsync(FlowsDbContext db, Guid id, int version, Filter filter, CancellationToken ct)
    {
        var counters = db.NodeCounters.Where(c => c.FlowId == id && c.Version == version);
        if (filter.From is { } from)
            counters = counters.Where(c => c.Day >= from);
        if (filter.To is { } to)
            counters = counters.Where(c => c.Day <= to);
        return counters
            .GroupBy(c => c.NodeId)
            .Select(g => new NodeCountView(g.Key, g.Sum(c => c.Entered), g.Sum(c => c.LeftOn), g.Sum(c => c.Dropped), 0))
            .ToDictionaryAsync(c => c.NodeId, StringComparer.Ordinal, ct);
    }

    private static Task<Dictionary<string, long>> WaitingAsync(FlowsDbContext db, Guid id, Guid chatbotId, int version, CancellationToken ct) =>
        db
            .Database.SqlQuery<WaitingAt>(
                $"""
                select state->>'node' as "NodeId", count(*) as "Runs" from flows.runs
                where organization_id = {db.TenantId} and status = 'waiting' and state->>'node' is not null
                  and flow_id in (select f.id from flows.flows f where f.organization_id = {db.TenantId} and f.chatbot_id = {chatbotId})
                  and coalesce((state #>> array['flow', 'flow_id'])::uuid, flow_id) = {id}
                  and coalesce((state #>> array['flow', 'version'])::int, version) = {version}
                group by 1
                """
            )
            .ToDictionaryAsync(w => w.NodeId, w => w.Runs, StringComparer.Ordinal, ct);
}
