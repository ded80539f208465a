using Aldrava.Flows.Engine;

namespace Aldrava.Flows.History;

/// <summary>What one turn adds to the counters of a node.</summary>
internal readonly record struct NodeCount(string NodeId, int Entered, int LeftOn, int Dropped);

/// <summary>
/// The way one turn took, read off the nodes it ran: a run enters a node, and leaves it for the next or by coming to its end; it is dropped where nobody
/// answered in time or where a person has to take over. What was entered and neither left nor dropped, waits.
/// </summary>
internal sealed class TurnTrail(FlowState before, FlowInput input)
{
    // Handing over is what it is for.
    private const string HandOffType = "handoff";

    // Time that passes is what it waits for.
    private const string DelayType = "delay";

    private readonly List<(string NodeId, string NodeType)> _ran = [];
    private FlowStatus _after;

    public TurnTrail Add(FlowStep step)
    {
        foreach (var trace in step.Effects.OfType<FlowEffect.Trace>())
            _ran.Add((trace.NodeId, trace.NodeType));
        _after = step.State.Status;
        return this;
    }

    /// <summary>In the order of the nodes, each once.</summary>
    public IReadOnlyList<NodeCount> Counts()
    {
        var counts = new SortedDictionary<string, NodeCount>(StringComparer.Ordinal);
        for (var i = 0; i < _ran.Count; i++)
        {
            var (id, type) = _ran[i];
            var resumed = i == 0 && before.Status == FlowStatus.Waiting && before.Node == id;
            var (left, dropped) = Fate(i, type, resumed);
            var so = counts.GetValueOrDefault(id);
            counts[id] = new NodeCount(id, so.Entered + (resumed ? 0 : 1), so.LeftOn + left, so.Dropped + dropped);
        }
        return [.. counts.Values.Where(c => c != new NodeCount(c.NodeId, 0, 0, 0))];
    }

    private (int Left, int Dropped) Fate(int index, string type, bool resumed)
    {
        var goesOn = index < _ran.Count - 1;
        if (goesOn)
            return resumed && input is FlowInput.Timeout && type != DelayType ? (0, 1) : (1, 0);
        return _after switch
        {
            FlowStatus.Ended or FlowStatus.Switching => (1, 0),
            FlowStatus.HandedOver => type == HandOffType ? (1, 0) : (0, 1),
            _ => (0, 0),
        };
    }
}
