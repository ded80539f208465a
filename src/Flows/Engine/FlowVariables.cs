using System.Text.Json.Serialization;

namespace Aldrava.Flows.Engine;

internal readonly record struct FlowVariable(string Name, FlowValue Value);

/// <summary>The variables of a state: few, read once a turn, so a plain sorted array.</summary>
[JsonConverter(typeof(FlowVariablesConverter))]
internal sealed class FlowVariables : IEquatable<FlowVariables>
{
    private readonly FlowVariable[] items;

    private FlowVariables(FlowVariable[] items) => this.items = items;

    public static FlowVariables Empty { get; } = new([]);

    public ReadOnlySpan<FlowVariable> Items => items;

    public FlowValue this[string name]
    {
        get
        {
            var canonical = VariableNames.Canonical(name);
            foreach (var item in items)
            {
                if (string.Equals(item.Name, canonical, StringComparison.Ordinal))
                    return item.Value;
            }
            return FlowValue.None;
        }
    }

    /// <summary>The last of a name wins; unset values are left out.</summary>
    public static FlowVariables Of(IEnumerable<FlowVariable> values)
    {
        var sorted = new SortedDictionary<string, FlowValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            sorted[name] = value;
        return new([.. sorted.Where(v => v.Value.IsSet).Select(v => new FlowVariable(v.Key, v.Value))]);
    }

    public FlowVariables With(string name, FlowValue value) => Of([.. items, new FlowVariable(name, value)]);

    /// <summary>For the engine, which hands over an array of its own that is sorted by name and has no gaps.</summary>
    internal static FlowVariables Wrap(FlowVariable[] sorted) => new(sorted);

    public bool Equals(FlowVariables? other) => other is not null && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as FlowVariables);

    public override int GetHashCode() => items.Length == 0 ? 0 : HashCode.Combine(items.Length, items[0], items[^1]);
}
