namespace Aldrava.Flows.Engine;

/// <summary>Nodes by index; the first 64 cost no memory of their own.</summary>
internal struct NodeSet(int capacity)
{
    private readonly ulong[]? rest = capacity > 64 ? new ulong[(capacity - 1) / 64] : null;
    private ulong first;

    /// <summary>Whether it was not there yet.</summary>
    public bool Add(int index)
    {
        ref var word = ref first;
        if (index >= 64)
            word = ref rest![(index / 64) - 1];
        var bit = 1UL << (index % 64);
        var added = (word & bit) == 0;
        word |= bit;
        return added;
    }

    public void Clear()
    {
        first = 0;
        rest?.AsSpan().Clear();
    }
}
