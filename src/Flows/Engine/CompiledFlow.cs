using System.Collections.Frozen;

namespace Aldrava.Flows.Engine;

/// <summary>A canvas made ready to run: nodes by index, variables by slot. Immutable and safe to share between threads.</summary>
internal sealed class CompiledFlow
{
    private readonly FlowNode[] nodes;
    private readonly string[] names;
    private readonly int[] slotsByName;
    private readonly FrozenDictionary<string, int> slots;
    private readonly FrozenDictionary<string, int> indices;

    public CompiledFlow(FlowNode[] nodes, int start, string[] names)
    {
        this.nodes = nodes;
        this.names = names;
        Start = start;
        slots = names.Select((name, slot) => KeyValuePair.Create(name, slot)).ToFrozenDictionary(StringComparer.Ordinal);
        indices = nodes.ToFrozenDictionary(n => n.Id, n => n.Head.Index, StringComparer.Ordinal);
        slotsByName = [.. Enumerable.Range(0, names.Length).OrderBy(slot => names[slot], StringComparer.Ordinal)];
        ReadsBusinessHours = Array.Exists(nodes, n => n.Head.Reads.Contains(Builtin.BusinessOpen));
        ReadsMessageText = Array.Exists(nodes, n => n.Head.Reads.Contains(Builtin.MessageText));
    }

    public int Start { get; }

    public ReadOnlySpan<FlowNode> Nodes => nodes;

    /// <summary>A slot's variable.</summary>
    public ReadOnlySpan<string> Names => names;

    /// <summary>The slots in the order of their variables' names.</summary>
    public ReadOnlySpan<int> SlotsByName => slotsByName;

    /// <summary>Whether the customer's last message has to be kept in the state.</summary>
    public bool ReadsMessageText { get; }

    /// <summary>Whether it goes by the chatbot's business hours.</summary>
    public bool ReadsBusinessHours { get; }

    public bool TrySlot(string name, out int slot) => slots.TryGetValue(name, out slot);

    public FlowNode? Find(string? id) => id is not null && indices.TryGetValue(id, out var index) ? nodes[index] : null;
}
