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

    public Guid? OptionalId(string field)
    {
        if (string.IsNullOrWhiteSpace(OptionalText(field)))
            return null;
        if (Guid.TryParse(OptionalText(field), out var id))
            return id;
        Fault("field.invalid", ("field", field), ("expected", "uuid"));
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

    /// <summary>A text, or an object of texts by language.</summary>
    public LocalText? OptionalLocal(string field)
    {
        if (!Has(field))
            return null;
        var child = Child(field);
        if (child.Data.ValueKind != JsonValueKind.Object)
            return OptionalText(field) is { } plain && !string.IsNullOrWhiteSpace(plain) ? new LocalText(plain) : null;
        var byTag = LocalText.Tags.Select(tag => child.OptionalText(tag) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null).ToArray();
        if (child.Fields().Any(f => !LocalText.Tags.Contains(f.Name, StringComparer.Ordinal)))
            Fault("field.invalid", ("field", field), ("expected", string.Join(',', LocalText.Tags)));
        return byTag.FirstOrDefault(t => t is not null) is { } first ? new LocalText(byTag[0] ?? first, byTag[1], byTag[2]) : null;
    }

    public LocalText Local(string field, int max)
    {
        var text = OptionalLocal(field);
        if (text is null)
            Fault("field.required", ("field", field));
        return Bound(field, text ?? new LocalText(""), max);
    }

    public LocalText? OptionalLocal(string field, int max) => OptionalLocal(field) is { } text ? Bound(field, text, max) : null;

    public Template Template(string field) => OptionalTemplate(field) ?? Missing(field);

    public Template? OptionalTemplate(string field) => OptionalLocal(field) is { } text ? Parse(field, text) : null;

    /// <summary>A text that is sent: what can never fit into one message is refused while its author looks.</summary>
    public Template Message(string field, LocalText? suffix = null, int max = MessageSplitter.MaxLength) =>
        OptionalMessage(field, suffix, max) ?? Missing(field);

    public Template? OptionalMessage(string field, LocalText? suffix = null, int max = MessageSplitter.MaxLength)
    {
        if (OptionalLocal(field) is not { } text)
            return null;
        if (suffix is not null)
            text = Join(text, suffix);
        foreach (var one in text.All.Where(t => t.Length > max && !t.Contains("{{", StringComparison.Ordinal)))
            Fault("text.too_long", ("field", field), ("max", Number(max)));
        return Parse(field, text);
    }

    public Template Parse(string field, LocalText text) =>
        Parse(field, text.Main)
            .With(text.Brazilian is { } brazilian ? Parse(field, brazilian) : null, text.English is { } english ? Parse(field, english) : null);

    public Template Parse(string field, string text)
    {
        if (text.Length > MaxTemplateLength)
            Fault("field.too_long", ("field", field), ("max", Number(MaxTemplateLength)));
        var template = Engine.Template.Parse(Words.Cut(text, MaxTemplateLength), canvas.Slot, out var fault);
        if (template is null)
            Fault("template.invalid", ("field", field), ("template", fault));
        else
            NoteReads(template);
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
        head.Exits.Add(new NodeExit(handle ?? NodeExit.Unnamed, target, edge, kind));
        return target;
    }

    private static LocalText Join(LocalText text, LocalText suffix) =>
        text.IsPlain && suffix.IsPlain
            ? new LocalText(text.Main + suffix.Main)
            : new LocalText(
                text.Main + suffix.Main,
                text.In(FlowLanguage.Brazilian) + suffix.In(FlowLanguage.Brazilian),
                text.In(FlowLanguage.English) + suffix.In(FlowLanguage.English)
            );

    private LocalText Bound(string field, LocalText text, int max)
    {
        if (text.All.Any(t => t.Length > max))
            Fault("text.too_long", ("field", field), ("max", Number(max)));
        return text;
    }

    private Template Missing(string field)
    {
        Fault("field.required", ("field", field));
        return Engine.Template.Parse("", canvas.Slot, out _)!;
    }

    private void NoteReads(Template template)
    {
        foreach (var slot in template.Slots)
        {
            head.Reads.Add(slot);
            if (canvas.NameOf(slot).StartsWith(SecretText.Prefix, StringComparison.Ordinal))
                Fault("secret.not_here", ("variable", canvas.NameOf(slot)));
        }
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
