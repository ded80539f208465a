using System.Text.Json;
using Aldrava.Flows.Engine.Text;
using Aldrava.Platform.Text;

namespace Aldrava.Flows.Engine.Nodes;

internal sealed record Assignment(int Slot, ValueSource? Source, ValueKind? As);

/// <summary>
/// <c>assignment</c> <c>{assignments: [{variable, value, as?: text|number|date}]}</c>: sets variables, in order, each seeing those before. A null value removes;
/// a template that is one variable copies it with its type; what can't be read <c>as</c> asked leaves the variable unset, with a warning.
/// </summary>
internal sealed record AssignmentNode(NodeHead Head, Assignment[] Assignments, int Next) : FlowNode(Head)
{
    private const int MaxAssignments = 100;

    public static FlowNode Read(NodeReader data)
    {
        var assignments = data.Items("assignments", 1, MaxAssignments).Select(ReadOne).ToArray();
        return new AssignmentNode(data.Head, assignments, data.Exit());
    }

    public override int Enter(Turn turn)
    {
        foreach (var assignment in Assignments)
        {
            var value = assignment.Source?.Value(turn, this) ?? FlowValue.None;
            if (assignment.As is { } kind && value.IsSet)
                value = Convert(turn, value, kind);
            turn.Write(assignment.Slot, value);
        }
        turn.Trace(this);
        return Next;
    }

    private static Assignment ReadOne(NodeReader item)
    {
        var value = item.Child("value");
        ValueKind? kind = null;
        switch (item.OptionalText("as"))
        {
            case null:
                break;
            case "text":
                kind = ValueKind.Text;
                break;
            case "number":
                kind = ValueKind.Number;
                break;
            case "date":
                kind = ValueKind.Date;
                break;
            default:
                item.Fault("field.invalid", ("field", "as"), ("expected", "text,number,date"));
                break;
        }
        var source = value.Data.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : ValueSource.Read(value, "value");
        return new Assignment(item.Variable("variable"), source, kind);
    }

    private FlowValue Convert(Turn turn, FlowValue value, ValueKind kind)
    {
        if (value.Kind == kind)
            return value;
        var text = value.ToString();
        var converted = kind switch
        {
            ValueKind.Text => FlowValue.Of(text),
            ValueKind.Number when Numbers.TryParse(text, out var number) => FlowValue.Of(number),
            ValueKind.Date when Dates.TryParse(text, DateOnly.FromDateTime(turn.Now.DateTime), out var date) => FlowValue.Of(date),
            _ => FlowValue.None,
        };
        if (!converted.IsSet)
            turn.Warn(this, "value.not_convertible", kind == ValueKind.Number ? "number" : "date");
        return converted;
    }
}
