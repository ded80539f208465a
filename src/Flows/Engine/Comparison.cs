using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

internal enum Comparator
{
    Eq,
    Neq,
    Gt,
    Gte,
    Lt,
    Lte,
    Contains,
    StartsWith,
    IsSet,
    IsEmpty,
    In,
    NotIn,
    NotContains,
    EndsWith,
}

/// <summary>
/// One test of a variable. Compared as numbers when either side is a number, as dates when either is a date, else as text without case and accents (as numbers where both read as one, for less and greater).
/// What is not set or can't be compared satisfies only <c>neq</c>, <c>not_in</c>, <c>not_contains</c> and <c>is_empty</c>.
/// </summary>
internal sealed record Comparison(int Slot, Comparator Comparator, ValueSource[] Values)
{
    private const int MaxValues = 100;

    private static readonly Dictionary<string, Comparator> Comparators = new(StringComparer.Ordinal)
    {
        ["eq"] = Comparator.Eq,
        ["neq"] = Comparator.Neq,
        ["gt"] = Comparator.Gt,
        ["gte"] = Comparator.Gte,
        ["lt"] = Comparator.Lt,
        ["lte"] = Comparator.Lte,
        ["contains"] = Comparator.Contains,
        ["starts_with"] = Comparator.StartsWith,
        ["is_set"] = Comparator.IsSet,
        ["is_empty"] = Comparator.IsEmpty,
        ["in"] = Comparator.In,
        ["one_of"] = Comparator.In,
        ["not_in"] = Comparator.NotIn,
        ["not_contains"] = Comparator.NotContains,
        ["ends_with"] = Comparator.EndsWith,
        ["exists"] = Comparator.IsSet,
        ["before"] = Comparator.Lt,
        ["after"] = Comparator.Gt,
    };

    public static Comparison Read(NodeReader reader)
    {
        var name = reader.Text("operator");
        if (!Comparators.TryGetValue(name, out var comparator) && name.Length > 0)
            reader.Fault("condition.operator_unknown", ("operator", name));
        var unary = comparator is Comparator.IsSet or Comparator.IsEmpty;
        var slot = reader.ReadVariable("variable", mayBeUnset: unary);
        var many = comparator is (Comparator.In or Comparator.NotIn) && reader.Child("value").Data.ValueKind == JsonValueKind.Array;
        return new Comparison(
            slot,
            comparator,
            unary ? []
                : many ? [.. reader.Items("value", 1, MaxValues).Select(item => ValueSource.Read(item, "value"))]
                : [ValueSource.Read(reader.Child("value"), "value")]
        );
    }

    public bool Holds(Turn turn, FlowNode node)
    {
        var left = turn.Peek(Slot);
        switch (Comparator)
        {
            case Comparator.IsSet:
                return left.IsSet;
            case Comparator.IsEmpty:
                return left.IsEmpty;
            case Comparator.In:
                return IsOneOf(left, turn, node);
            case Comparator.NotIn:
                return !IsOneOf(left, turn, node);
            default:
                return Holds(left, Values[0].Operand(turn, node));
        }
    }

    private bool IsOneOf(FlowValue left, Turn turn, FlowNode node)
    {
        foreach (var source in Values)
        {
            if (Same(left, source.Operand(turn, node)))
                return true;
        }
        return false;
    }

    private bool Holds(FlowValue left, in Operand right) =>
        Comparator switch
        {
            Comparator.Eq => Same(left, right),
            Comparator.Neq => !Same(left, right),
            Comparator.Gt => Order(left, right) is > 0,
            Comparator.Gte => Order(left, right) is >= 0,
            Comparator.Lt => Order(left, right) is < 0,
            Comparator.Lte => Order(left, right) is <= 0,
            Comparator.Contains => left.IsSet && right.Value.IsSet && Words.Contains(left.ToString(), right.Value.ToString()),
            Comparator.NotContains => !(left.IsSet && right.Value.IsSet && Words.Contains(left.ToString(), right.Value.ToString())),
            Comparator.EndsWith => left.IsSet && right.Value.IsSet && Words.EndsWith(left.ToString(), right.Value.ToString()),
            _ => left.IsSet && right.Value.IsSet && Words.StartsWith(left.ToString(), right.Value.ToString()),
        };

    private static bool Same(FlowValue left, in Operand right)
    {
        if (left.Kind == ValueKind.Text && right.Value.Kind == ValueKind.Text)
            return Words.Same(left.Text!, right.Value.Text!);
        return left.IsSet && right.Value.IsSet && Order(left, right) is 0;
    }

    private static int? Order(FlowValue left, in Operand right)
    {
        if (!left.IsSet || !right.Value.IsSet)
            return null;
        if (left.Kind == ValueKind.Number)
            return right.Number is { } other ? left.Number.CompareTo(other) : null;
        if (left.Kind == ValueKind.Date)
            return right.Date is { } date ? left.Date.CompareTo(date) : null;
        if (left.Kind == ValueKind.Bool || right.Value.Kind == ValueKind.Bool)
            return string.Equals(left.ToString(), right.Value.ToString(), StringComparison.OrdinalIgnoreCase) ? 0 : null;
        if (right.Number is null && right.Date is null)
            return string.CompareOrdinal(Words.Fold(left.Text!), Words.Fold(right.Value.Text!));
        var read = Operand.Of(left);
        if (right.Number is { } number && read.Number is { } mine)
            return mine.CompareTo(number);
        if (right.Date is { } day && read.Date is { } myDay)
            return myDay.CompareTo(day);
        return right.Value.Kind == ValueKind.Text ? string.CompareOrdinal(Words.Fold(left.Text!), Words.Fold(right.Value.Text!)) : null;
    }
}
