using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

/// <summary>
/// Reads one node's <c>data</c>. Every read notes what the node uses (variables, exits) and every mistake as a fault, and then goes on with something harmless:
/// an author sees all faults at once, and a flow with faults never runs.
/// </summary>
internal sealed class NodeReader(CanvasContext canvas, NodeHead head, JsonElement data)
{
    /// <summary>Room for a message and its placeholders; more would only be cut off.</summary>
    private const int MaxTemplateLength = 20_000;

    public NodeHead Head => head;

    public JsonElement Data => data;

    public void Fault(string code, params ReadOnlySpan<(string Name, string Value)> args) => canvas.Faults.Add(FlowFault.At(code, head.Id, null, args));

    public bool Has(string field) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    public NodeReader Child(string field) => new(canvas, head, Field(field));

    public IEnumerable<NodeReader> Items(string field, int min, int max)
    {
        var items = Field(field);
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() < min || items.GetArrayLength() > max)
        {
            Fault("field.invalid", ("field", field), ("expected", "list"), ("min", Number(min)), ("max", Number(max)));
            return [];
        }
        return items.EnumerateArray().Select(item => new NodeReader(canvas, head, item));
    }

    public IEnumerable<(string Name, NodeReader Value)> Fields() =>
        data.ValueKind == JsonValueKind.Object ? data.EnumerateObject().Select(p => (Words.Clean(p.Name), new NodeReader(canvas, head, p.Value))) : [];

    public string AsText() => data.ValueKind == JsonValueKind.String ? Words.Clean(data.GetString()!) : "";

    public string Text(string field)
    {
        var text = OptionalText(field);
        if (string.IsNullOrWhiteSpace(text))
            Fault("field.required", ("field", field));
        return text ?? "";
    }

    public string? OptionalText(string field)
    {
        if (!Has(field))
            return null;
        var child = Child(field);
        if (child.Data.ValueKind == JsonValueKind.String)
            return child.AsText();
        Fault("field.invalid", ("field", field), ("expected", "text"));
        return null;
    }

    public bool Flag(string field)
    {
        if (Has(field) && Field(field).ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Fault("field.invalid", ("field", field), ("expected", "bool"));
        return Field(field).ValueKind == JsonValueKind.True;
    }

    public int Int(string field, int otherwise, int min, int max)
    {
        if (!Has(field))
            return otherwise;
        if (Field(field).ValueKind == JsonValueKind.Number && Field(field).TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Fault("field.invalid", ("field", field), ("expected", "integer"), ("min", Number(min)), ("max", Number(max)));
        return otherwise;
    }

    public decimal? OptionalNumber(string field)
    {
        if (!Has(field))
            return null;
        if (Field(field).ValueKind == JsonValueKind.Number && Field(field).TryGetDecimal(out var number))
            return number;
        Fault("field.invalid", ("field", field), ("expected", "number"));
        return null;
    }

    /// <summary>A text, number or bool as it stands.</summary>
    public FlowValue Value(string field) => Child(field).AsValue(field);

    public FlowValue AsValue(string field)
    {
        switch (data.ValueKind)
        {
            case JsonValueKind.String:
                return FlowValue.Of(AsText());
            case JsonValueKind.Number when data.TryGetDecimal(out var number):
                return FlowValue.Of(number);
            case JsonValueKind.True or JsonValueKind.False:
                return FlowValue.Of(data.GetBoolean());
            default:
                Fault("field.invalid", ("field", field), ("expected", "text,number,bool"));
                return FlowValue.None;
        }
    }

    public Template Template(string field) => Parse(field, Text(field));

    public Template? OptionalTemplate(string field) => string.IsNullOrWhiteSpace(OptionalText(field)) ? null : Parse(field, OptionalText(field)!);

    /// <summary>A text that is sent: what can never fit into one message is refused while its author looks.</summary>
    public Template Message(string field, string suffix = "")
    {
        var template = Parse(field, Text(field) + suffix);
        if (template.Static is { Length: > MessageSplitter.MaxLength })
            Fault("text.too_long", ("field", field), ("max", Number(MessageSplitter.MaxLength)));
        return template;
    }

    public Template? OptionalMessage(string field, string suffix = "") => string.IsNullOrWhiteSpace(OptionalText(field)) ? null : Message(field, suffix);

    public Template Parse(string field, string text)
    {
        if (text.Length > MaxTemplateLength)
            Fault("field.too_long", ("field", field), ("max", Number(MaxTemplateLength)));
        var template = Engine.Template.Parse(Words.Cut(text, MaxTemplateLength), canvas.Slot, out var fault);
        if (template is null)
            Fault("template.invalid", ("field", field), ("template", fault));
        else
            head.Reads.AddRange(template.Slots);
        return template ?? Engine.Template.Parse("", canvas.Slot, out _)!;
    }

    /// <summary>A variable the node sets.</summary>
    public int Variable(string field)
    {
        var name = Name(field);
        if (VariableNames.IsReserved(name))
            Fault("variable.reserved", ("variable", name));
        var slot = canvas.Slot(name);
        head.Writes.Add(slot);
        return slot;
    }

    /// <summary>A variable that every node of this type sets.</summary>
    public int Sets(string name)
    {
        var slot = canvas.Slot(name);
        head.Writes.Add(slot);
        return slot;
    }

    /// <summary>A variable that nodes of this type look at, whether it is set or not.</summary>
    public int Slot(string name) => canvas.Slot(name);

    /// <summary>A variable the node looks at.</summary>
    public int ReadVariable(string field, bool mayBeUnset)
    {
        var slot = canvas.Slot(Name(field));
        if (!mayBeUnset)
            head.Reads.Add(slot);
        return slot;
    }

    /// <summary>Where the edge from this handle leads; null is the unnamed handle.</summary>
    public int Exit(string? handle = null, ExitKind kind = ExitKind.Required)
    {
        var (target, edge) = canvas.Follow(head.Id, handle ?? "");
        head.Exits.Add(new NodeExit(handle ?? "next", target, edge, kind));
        return target;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Name(string field)
    {
        var name = VariableNames.Canonical(Text(field));
        if (VariableNames.IsValid(name))
            return name;
        Fault("variable.invalid", ("variable", Words.Cut(name, VariableNames.MaxLength)));
        return "invalid";
    }

    private JsonElement Field(string field) => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field, out var value) ? value : default;
}
