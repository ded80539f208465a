using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>template</c> <c>{name, language, parameters: [text] | components: […]}</c>: sends an approved template; <c>parameters</c> fill the variables of its body in order, <c>components</c> are as Meta takes them. Templates in their texts.
/// </summary>
internal sealed partial record TemplateNode(NodeHead Head, string Name, string Language, JsonTemplate? Components, Template[] Parameters, int Next)
    : FlowNode(Head)
{
    private const int MaxParameters = 50;
    private const int MaxParameter = 1024;

    public static FlowNode Read(NodeReader data)
    {
        var (name, language) = (data.Text("name"), data.Text("language"));
        if (name.Length > 0 && !NamePattern().IsMatch(name))
            data.Fault("field.invalid", ("field", "name"), ("expected", "a-z, 0-9, _"));
        if (language.Length > 0 && !LanguagePattern().IsMatch(language))
            data.Fault("field.invalid", ("field", "language"), ("expected", "pt_PT"));
        var components = data.Child("components").Data;
        if (data.Has("components") && components.ValueKind != JsonValueKind.Array)
            data.Fault("field.invalid", ("field", "components"), ("expected", "list"));
        return new TemplateNode(
            data.Head,
            name,
            language,
            components.ValueKind == JsonValueKind.Array ? JsonTemplate.Read(data, "components", components, allowsSecrets: false) : null,
            data.Has("parameters") ? [.. data.Items("parameters", 1, MaxParameters).Select(item => item.Parse("parameters", item.AsText()))] : [],
            data.Exit()
        );
    }

    public override int Enter(Turn turn)
    {
        turn.Say(new OutgoingContent.Template(Name, Language, Components is null ? Body(turn) : Components.Render(turn, this, Fit).Pieces[0]));
        turn.Trace(this, output: Name);
        return Next;
    }

    private string? Body(Turn turn)
    {
        if (Parameters.Length == 0)
            return null;
        var filled = Parameters.Select(p => $$"""{"type":"text","text":"{{JsonTemplate.Escape(Fit(p.Render(turn, this)))}}"}""");
        return $$"""[{"type":"body","parameters":[{{string.Join(',', filled)}}]}]""";
    }

    // Meta refuses a value that is empty, breaks the line or has many blanks in a row.
    private static string Fit(string value)
    {
        var line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "-" : Words.Cut(line, MaxParameter);
    }

    [GeneratedRegex("^[a-z0-9_]{1,512}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z]{2,3}(_[A-Za-z]{2,4})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguagePattern();
}
