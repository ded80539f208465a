using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

/// <summary>
/// JSON with templates in its texts. Whatever the variables hold, the outcome is JSON of the same shape; a text that is nothing but one variable becomes its value, number and bool too, and null when it isn't set.
/// </summary>
internal sealed class JsonTemplate
{
    private readonly List<(string Literal, SecretTemplate? Text)> parts = [];
    private readonly StringBuilder literal = new();

    /// <param name="allowsSecrets">Whether <c>{{secret.name}}</c> may stand in its texts.</param>
    public static JsonTemplate Read(NodeReader reader, string field, JsonElement json, bool allowsSecrets)
    {
        var made = new JsonTemplate();
        made.Add(reader, field, json, allowsSecrets);
        made.Flush(null);
        return made;
    }

    /// <summary>How a text stands inside the quotes of JSON.</summary>
    public static string Escape(string text) => JsonEncodedText.Encode(Words.Clean(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    /// <param name="clean">What is done to each value first; all of them are texts then.</param>
    public SecretText Render(Turn turn, FlowNode node, Func<string, string>? clean = null)
    {
        var pieces = new List<string> { "" };
        foreach (var (before, template) in parts)
        {
            pieces[^1] += before;
            if (template?.Single is { } single)
            {
                pieces[^1] += Value(single.Value(turn, node), clean);
            }
            else if (template is not null)
            {
                var rendered = template.Render(turn, node, value => Escape(clean is null ? value : clean(value))).Pieces;
                pieces[^1] += rendered[0];
                pieces.AddRange(rendered.Skip(1));
            }
        }
        return new SecretText(pieces);
    }

    private static string Value(FlowValue value, Func<string, string>? clean) =>
        value.Kind switch
        {
            ValueKind.None when clean is null => "null",
            ValueKind.Number or ValueKind.Bool when clean is null => value.ToString(),
            _ => $"\"{Escape(clean is null ? value.ToString() : clean(value.ToString()))}\"",
        };

    private void Add(NodeReader reader, string field, JsonElement json, bool allowsSecrets)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                AddAll(json.EnumerateObject().Select(p => ((string?)p.Name, p.Value)), ('{', '}'), reader, field, allowsSecrets);
                break;
            case JsonValueKind.Array:
                AddAll(json.EnumerateArray().Select(item => ((string?)null, item)), ('[', ']'), reader, field, allowsSecrets);
                break;
            case JsonValueKind.String:
                AddText(reader, field, Words.Clean(json.GetString()!), allowsSecrets);
                break;
            default:
                literal.Append(json.GetRawText());
                break;
        }
    }

    private void AddAll(
        IEnumerable<(string? Name, JsonElement Value)> items,
        (char Open, char Close) marks,
        NodeReader reader,
        string field,
        bool allowsSecrets
    )
    {
        literal.Append(marks.Open);
        var first = true;
        foreach (var (name, value) in items)
        {
            if (!first)
                literal.Append(',');
            first = false;
            if (name is not null)
                literal.Append('"').Append(Escape(name)).Append("\":");
            Add(reader, field, value, allowsSecrets);
        }
        literal.Append(marks.Close);
    }

    private void AddText(NodeReader reader, string field, string text, bool allowsSecrets)
    {
        var template = SecretTemplate.Read(reader, field, Escape(text));
        if (template.HasSecrets && !allowsSecrets)
            reader.Fault("secret.not_here", ("variable", SecretText.Prefix));
        if (template.Single is not null)
        {
            Flush(template);
            return;
        }
        literal.Append('"');
        Flush(template);
        literal.Append('"');
    }

    private void Flush(SecretTemplate? text)
    {
        parts.Add((literal.ToString(), text));
        literal.Clear();
    }
}
