using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Templates;

/// <summary>A template filled in, as the customer will read it.</summary>
/// <param name="Header">Its text, or <c>[IMAGE]</c> and the like.</param>
/// <param name="Buttons">Their titles.</param>
/// <param name="Missing">Variables that were not given; they stand in the text as they are.</param>
internal sealed record FilledTemplate(string? Header, string Body, string? Footer, IReadOnlyList<string> Buttons, IReadOnlyList<string> Missing)
{
    public static FilledTemplate Example => new(null, "Olá Marta, a sua visita está confirmada.", null, [], []);

    /// <summary>All of it as one text.</summary>
    internal string Text => string.Join('\n', new[] { Header, Body, Footer }.Where(t => !string.IsNullOrEmpty(t)));
}

/// <summary>Reads a template's variables and puts values in their place. Knows no database.</summary>
internal static partial class TemplateText
{
    /// <summary>The variables in the order they stand: of the body by their own name, of header and buttons with where they are before it.</summary>
    internal static IReadOnlyList<string> Variables(JsonElement components) =>
        [.. Places(components).SelectMany(place => In(place.Text).Select(name => place.Prefix + name)).Distinct(StringComparer.Ordinal)];

    /// <summary>The names inside <c>{{…}}</c>.</summary>
    internal static IReadOnlyList<string> In(string text) =>
        [.. Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Fills a template from values by variable name.</summary>
    internal static FilledTemplate Fill(JsonElement components, IReadOnlyDictionary<string, string> values)
    {
        var missing = new List<string>();
        string Put(string prefix, string text) =>
            Placeholder()
                .Replace(
                    text,
                    match =>
                    {
                        var name = prefix + match.Groups["name"].Value;
                        if (values.TryGetValue(name, out var value))
                            return value;
                        if (!missing.Contains(name))
                            missing.Add(name);
                        return match.Value;
                    }
                );
        string? header = null;
        string? footer = null;
        var body = "";
        var buttons = new List<string>();
        foreach (var component in ((JsonElement?)components).Items())
        {
            switch (component.Text("type")?.ToUpperInvariant())
            {
                case "HEADER" when component.Text("text") is { } text:
                    header = Put("header.", text);
                    break;
                case "HEADER":
                    header = $"[{component.Text("format")}]";
                    break;
                case "BODY":
                    body = Put("", component.Text("text") ?? "");
                    break;
                case "FOOTER":
                    footer = component.Text("text");
                    break;
                case "BUTTONS":
                    foreach (var (button, index) in component.Array("buttons").Items().Select((b, i) => (b, i)))
                    {
                        Put(ButtonPrefix(index), button.Text("url") ?? "");
                        buttons.Add(button.Text("text") ?? button.Text("type") ?? "");
                    }
                    break;
            }
        }
        return new(header, body, footer, buttons, missing);
    }

    /// <summary>The values in the <c>components</c> of a template message, as Meta takes them, by variable name.</summary>
    internal static IReadOnlyDictionary<string, string> ValuesOf(JsonElement? components)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var component in components.Items())
        {
            var prefix = component.Text("type")?.ToUpperInvariant() switch
            {
                "BODY" => "",
                "HEADER" => "header.",
                "BUTTON" => ButtonPrefix(component.Integer("index") ?? 0),
                _ => null,
            };
            if (prefix is null)
                continue;
            foreach (var (parameter, index) in component.Array("parameters").Items().Select((p, i) => (p, i)))
            {
                var name = parameter.Text("parameter_name") ?? (index + 1).ToString(CultureInfo.InvariantCulture);
                if (ValueOf(parameter) is { } value)
                    values[prefix + name] = value;
            }
        }
        return values;
    }

    private static string? ValueOf(JsonElement parameter) =>
        parameter.Text("type") switch
        {
            "currency" => parameter.Object("currency").Text("fallback_value"),
            "date_time" => parameter.Object("date_time").Text("fallback_value"),
            "payload" => parameter.Text("payload"),
            _ => parameter.Text("text"),
        };

    private static IEnumerable<(string Prefix, string Text)> Places(JsonElement components)
    {
        foreach (var component in ((JsonElement?)components).Items())
        {
            switch (component.Text("type")?.ToUpperInvariant())
            {
                case "HEADER":
                    yield return ("header.", component.Text("text") ?? "");
                    break;
                case "BODY":
                    yield return ("", component.Text("text") ?? "");
                    break;
                case "BUTTONS":
                    foreach (var (button, index) in component.Array("buttons").Items().Select((b, i) => (b, i)))
                        yield return (ButtonPrefix(index), button.Text("url") ?? "");
                    break;
            }
        }
    }

    private static string ButtonPrefix(int index) => string.Create(CultureInfo.InvariantCulture, $"button.{index}.");

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Placeholder();
}
