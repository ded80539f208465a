using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Nodes;
using Aldrava.Inbox.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>All that is wrong with a canvas: in itself, with the people it names, and with the flows it jumps to.</summary>
internal sealed class FlowChecks(FlowsDbContext db, CompiledFlows compiled, IUserDirectory users, ITeamDirectory team)
{
    private const string OfUser = "user_id";
    private const string OfDepartment = "department_id";
    private const string OfQueue = "queue_id";

    /// <param name="flowId">The flow that is to get the canvas.</param>
    /// <param name="chatbotId">Its chatbot: jumps lead to others of it.</param>
    /// <param name="canvas">What is looked over.</param>
    /// <param name="ct">Stops.</param>
    public async Task<IReadOnlyList<FlowFault>> FindAsync(Guid flowId, Guid chatbotId, string canvas, CancellationToken ct)
    {
        var compilation = FlowCompiler.Compile(canvas);
        if (!compilation.Succeeded)
            return compilation.Faults;
        var flow = compilation.Flow;
        var others = await ReachableAsync(flowId, chatbotId, flow, ct);
        var circles = new FlowCircles(others.ToDictionary(o => o.Key, o => o.Value.Flow));
        return
        [
            .. FlowValidator.Validate(flow, circles.AskingJumps(flow)),
            .. circles.Of(flowId).Select(c => Circle(c.Jump, c.Way.Select(id => others[id].Name))),
            .. await TargetsAsync(flow, ct),
        ];
    }

    private static FlowFault Circle(FlowNode jump, IEnumerable<string> way) =>
        FlowFault.Warning("cycle.across_flows", jump.Id, null, ("flows", string.Join(" → ", way)));

    private sealed record Known(string Name, CompiledFlow Flow);

    // As a jump finds them: published, and not deleted. The flow itself as it is about to be.
    private async Task<Dictionary<Guid, Known>> ReachableAsync(Guid flowId, Guid chatbotId, CompiledFlow flow, CancellationToken ct)
    {
        var known = new Dictionary<Guid, Known> { [flowId] = new("", flow) };
        if (Jumps(flow).Count == 0)
            return known;
        var published = await db
            .Flows.Where(f => f.ChatbotId == chatbotId && f.DeletedAt == null)
            .Select(f => new
            {
                f.Id,
                f.Name,
                f.PublishedVersion,
            })
            .ToDictionaryAsync(f => f.Id, ct);
        if (published.TryGetValue(flowId, out var self))
            known[flowId] = new Known(self.Name, flow);
        var open = new Queue<CompiledFlow>([flow]);
        while (open.TryDequeue(out var from))
        {
            foreach (var id in Jumps(from).Where(id => !known.ContainsKey(id)))
            {
                if (!published.TryGetValue(id, out var other) || other.PublishedVersion is not { } version)
                    continue;
                if (await compiled.GetAsync(db, id, version, ct) is not { Succeeded: true } compilation)
                    continue;
                known[id] = new Known(other.Name, compilation.Flow);
                open.Enqueue(compilation.Flow);
            }
        }
        return known;
    }

    private static List<Guid> Jumps(CompiledFlow flow)
    {
        var jumps = new List<Guid>();
        foreach (var node in flow.Nodes)
        {
            if (node is JumpToFlowNode { FlowId: var id } && !jumps.Contains(id))
                jumps.Add(id);
        }
        return jumps;
    }

    private async Task<List<FlowFault>> TargetsAsync(CompiledFlow flow, CancellationToken ct)
    {
        var named = new List<(string NodeId, HandOverTarget Target)>();
        foreach (var node in flow.Nodes)
        {
            if (node is HandoffNode { Target: { } target })
                named.Add((node.Id, target));
        }
        if (named.Count == 0)
            return [];
        var people = (await users.FindAsync([.. named.Select(n => n.Target.UserId).OfType<long>().Distinct()], ct)).ToDictionary(u => u.Id);
        var departments = await team.DepartmentsAsync([.. named.Select(n => n.Target.DepartmentId).OfType<Guid>().Distinct()], ct);
        var queues = await team.QueuesAsync([.. named.Select(n => n.Target.QueueId).OfType<Guid>().Distinct()], ct);
        var faults = new List<FlowFault>();
        foreach (var (nodeId, target) in named)
        {
            if (target.UserId is { } user && !people.ContainsKey(user))
                faults.Add(Unknown(nodeId, OfUser, $"{user}"));
            else if (target.UserId is { } known && !people[known].CanWork)
                faults.Add(FlowFault.Warning("handoff.target_cannot_work", nodeId, null, ("name", people[known].Name)));
            if (target.DepartmentId is { } department && !departments.Contains(department))
                faults.Add(Unknown(nodeId, OfDepartment, $"{department}"));
            if (target.QueueId is { } queue && !queues.Contains(queue))
                faults.Add(Unknown(nodeId, OfQueue, $"{queue}"));
        }
        return faults;
    }

    private static FlowFault Unknown(string nodeId, string field, string id) =>
        FlowFault.At("handoff.target_unknown", nodeId, null, ("field", field), ("id", id));
}
