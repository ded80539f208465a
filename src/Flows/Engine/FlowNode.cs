namespace Aldrava.Flows.Engine;

/// <summary>
/// A step of a compiled flow. A new type is one file in Nodes/ (a record, how it is read from the canvas, what it does) and one line in <see cref="NodeTypes"/>.
/// Exits are indices of nodes, so that going on costs an array access.
/// </summary>
internal abstract record FlowNode(NodeHead Head)
{
    /// <summary>In place of a node's index: the turn stops here, and the turn knows why.</summary>
    public const int Stop = -1;

    /// <summary>In place of a node's index: no edge leaves here.</summary>
    public const int Nowhere = -2;

    public string Id => Head.Id;

    /// <summary>Whether entering always waits for the customer, which is what makes a loop through it harmless.</summary>
    public virtual bool Waits => false;

    /// <summary>Whether this exit may be taken in the turn that entered: an empty list asks nobody.</summary>
    public virtual bool LeavesAtOnce(string handle) => !Waits;

    /// <summary>Whether the flow is meant to be over after it.</summary>
    public virtual bool IsLast => false;

    /// <summary>Whether it may wait for the customer somewhere the flow's own canvas doesn't show.</summary>
    public virtual bool MayWait => Waits;

    /// <summary>Whether what the customer says meanwhile is kept for the next question.</summary>
    public virtual bool KeepsMessages => false;

    /// <summary>Answers the next node's index, <see cref="Stop"/> or <see cref="Nowhere"/>.</summary>
    public abstract int Enter(Turn turn);

    /// <summary>Waits again, for who tapped on an earlier question or comes back from a person.</summary>
    public virtual int Again(Turn turn) => Enter(turn);

    /// <summary>Goes on after a wait or a request. A node that never stops is only asked when its type changed under a stored state.</summary>
    public virtual int Resume(Turn turn, FlowInput input) => turn.HandOver(this, Reasons.NodeChanged);
}

/// <summary>What compiler and validator know of a node whatever its type.</summary>
internal sealed class NodeHead(string id, string type, int index)
{
    public string Id { get; } = id;
    public string Type { get; } = type;
    public int Index { get; } = index;
    public List<NodeExit> Exits { get; } = [];
    public List<int> Reads { get; } = [];
    public List<int> Writes { get; } = [];
}

/// <summary>One way out of a node; <see cref="Target"/> is <see cref="FlowNode.Nowhere"/> when no edge is drawn.</summary>
internal readonly record struct NodeExit(string Handle, int Target, string? EdgeId, ExitKind Kind)
{
    /// <summary>The handle of the one way on of a node that has no names for them.</summary>
    public const string Unnamed = "next";
}

internal enum ExitKind
{
    /// <summary>Without an edge the flow is cut short.</summary>
    Required,

    /// <summary>Without an edge a human takes over, which may be what is wanted.</summary>
    Optional,
}

/// <summary>All node types there are.</summary>
internal static class NodeTypes
{
    public static IReadOnlyDictionary<string, Func<NodeReader, FlowNode>> All { get; } =
        new Dictionary<string, Func<NodeReader, FlowNode>>(StringComparer.Ordinal)
        {
            [Nodes.StartNode.Type] = Nodes.StartNode.Read,
            ["text"] = Nodes.TextNode.Read,
            ["question"] = Nodes.QuestionNode.Read,
            ["condition"] = Nodes.ConditionNode.Read,
            ["assignment"] = Nodes.AssignmentNode.Read,
            ["create_lead"] = Nodes.CreateLeadNode.Read,
            ["end"] = Nodes.EndNode.Read,
            ["buttons"] = Nodes.ButtonsNode.Read,
            ["list"] = Nodes.ListNode.Read,
            ["media"] = Nodes.MediaNode.Read,
            ["template"] = Nodes.TemplateNode.Read,
            ["delay"] = Nodes.DelayNode.Read,
            ["handoff"] = Nodes.HandoffNode.Read,
            ["api_call"] = Nodes.ApiCallNode.Read,
            ["jump_to_flow"] = Nodes.JumpToFlowNode.Read,
            ["consent"] = Nodes.ConsentNode.Read,
            ["find_properties"] = Nodes.FindPropertiesNode.Read,
            ["offer_visit_slots"] = Nodes.OfferVisitSlotsNode.Read,
            ["schedule_visit"] = Nodes.ScheduleVisitNode.Read,
        };
}
