using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Templates;

/// <summary>What Meta asks of a new template, checked here so that each fault is told on its field and at once.</summary>
internal static partial class TemplateRules
{
    internal const string Positional = "POSITIONAL";
    internal const string Named = "NAMED";
    private const string Body = "BODY";
    private const string Missing = "missing";
    private const string TooLong = "template_too_long";
    private const string Variables = "template_variables";
    private const string Examples = "template_examples";
    private const int LongestBody = 1024;
    private const int LongestLine = 60;
    private const int LongestButton = 25;
    private const int MostButtons = 10;

    private static readonly string[] MediaFormats = ["IMAGE", "VIDEO", "DOCUMENT"];

    /// <summary>How the variables are written: by number unless one is a word.</summary>
    internal static string FormatOf(JsonElement components) =>
        TemplateText.Variables(components).All(v => v.Split('.')[^1].All(char.IsAsciiDigit)) ? Positional : Named;

    /// <summary>Field and type of every fault; none when Meta should take it.</summary>
    internal static IEnumerable<(string Field, string Type)> Faults(string name, string language, string category, JsonElement components)
    {
        if (!NamePattern().IsMatch(name))
            yield return ("name", "template_name");
        if (!LanguagePattern().IsMatch(language))
            yield return ("language", "template_language");
        if (category is not ("MARKETING" or "UTILITY" or "AUTHENTICATION"))
            yield return ("category", "enum");
        if (components.ValueKind != JsonValueKind.Array)
        {
            yield return ("components", "list_type");
            yield break;
        }
        var all = ((JsonElement?)components).Items().ToList();
        if (all.Count(c => c.Text("type") == Body) != 1)
            yield return ("components", "template_body");
        if (all.GroupBy(c => c.Text("type"), StringComparer.Ordinal).Any(g => g.Key is "HEADER" or "FOOTER" or "BUTTONS" && g.Count() > 1))
            yield return ("components", "template_twice");
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var (field, type) in OfComponent(all[i], category))
                yield return (string.Create(CultureInfo.InvariantCulture, $"components[{i}].{field}"), type);
        }
    }

    private static IEnumerable<(string Field, string Type)> OfComponent(JsonElement component, string category) =>
        component.Text("type") switch
        {
            // Meta words the body of an authentication template by itself.
            Body when category == "AUTHENTICATION" => [],
            Body => OfBody(component),
            "HEADER" => OfHeader(component),
            "FOOTER" => OfFooter(component),
            "BUTTONS" => OfButtons(component),
            null => [("type", Missing)],
            _ => [("type", "enum")],
        };

    private static List<(string Field, string Type)> OfBody(JsonElement body)
    {
        if (body.Text("text") is not { } text)
            return [("text", Missing)];
        var faults = new List<(string Field, string Type)>();
        if (text.Length > LongestBody)
            faults.Add(("text", TooLong));
        if (text.TrimStart().StartsWith("{{", StringComparison.Ordinal) || text.TrimEnd().EndsWith("}}", StringComparison.Ordinal))
            faults.Add(("text", "template_edge"));
        faults.AddRange(OfVariables(text, body.Object("example"), "body_text", mayHaveMany: true));
        return faults;
    }

    private static IEnumerable<(string Field, string Type)> OfHeader(JsonElement header)
    {
        switch (header.Text("format"))
        {
            case "TEXT" when header.Text("text") is not { } text:
                return [("text", Missing)];
            case "TEXT":
                var line = header.Text("text")!;
                return line.Length > LongestLine ? [("text", TooLong)] : OfVariables(line, header.Object("example"), "header_text", mayHaveMany: false);
            case "LOCATION":
                return [];
            case { } format when MediaFormats.Contains(format):
                return header.Object("example")?.Array("header_handle").Items().Any() == true ? [] : [("example", Examples)];
            default:
                return [("format", "enum")];
        }
    }

    private static IEnumerable<(string Field, string Type)> OfFooter(JsonElement footer)
    {
        if (footer.Text("text") is not { } text)
            return footer.Member("code_expiration_minutes") is null ? [("text", Missing)] : [];
        if (text.Length > LongestLine)
            return [("text", TooLong)];
        return TemplateText.In(text).Count > 0 ? [("text", Variables)] : [];
    }

    private static IEnumerable<(string Field, string Type)> OfButtons(JsonElement component)
    {
        var buttons = component.Array("buttons").Items().ToList();
        if (buttons.Count is 0 or > MostButtons)
            yield return ("buttons", buttons.Count == 0 ? Missing : TooLong);
        for (var i = 0; i < buttons.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"buttons[{i}]");
            var button = buttons[i];
            if (button.Text("type") is not { } type)
                yield return ($"{at}.type", Missing);
            else if (type is "QUICK_REPLY" or "URL" or "PHONE_NUMBER" && button.Text("text") is not { Length: <= LongestButton })
                yield return ($"{at}.text", button.Text("text") is null ? Missing : TooLong);
            if (button.Text("type") == "URL" && button.Text("url") is null)
                yield return ($"{at}.url", Missing);
            if (button.Text("url") is { } url && TemplateText.In(url).Count > 0 && !button.Array("example").Items().Any())
                yield return ($"{at}.example", Examples);
            if (button.Text("type") == "PHONE_NUMBER" && button.Text("phone_number") is null)
                yield return ($"{at}.phone_number", Missing);
        }
    }

    private static IEnumerable<(string Field, string Type)> OfVariables(string text, JsonElement? example, string field, bool mayHaveMany)
    {
        var names = TemplateText.In(text);
        // Braces that are no variable: a name Meta does not take, or one that is not closed.
        if (Braces().Count(text) > VariablePattern().Count(text))
            return [("text", Variables)];
        if (names.Count == 0)
            return [];
        if (names.Count > 1 && !mayHaveMany)
            return [("text", Variables)];
        if (names.All(n => n.All(char.IsAsciiDigit)))
        {
            if (!names.Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Order().SequenceEqual(Enumerable.Range(1, names.Count)))
                return [("text", Variables)];
            return CountOf(example, field) == names.Count ? [] : [("example", Examples)];
        }
        if (!names.All(n => NamedVariable().IsMatch(n)))
            return [("text", Variables)];
        var given = example?.Array($"{field}_named_params").Items().Select(p => p.Text("example") is null ? null : p.Text("param_name")) ?? [];
        return names.All(given.Contains) ? [] : [("example", Examples)];
    }

    // Of the body the examples are a list of lists, of the header one list.
    private static int CountOf(JsonElement? example, string field)
    {
        var list = example?.Array(field);
        var first = list.Items().Cast<JsonElement?>().FirstOrDefault();
        return first is { ValueKind: JsonValueKind.Array } inner ? inner.GetArrayLength() : list.Items().Count();
    }

    [GeneratedRegex("^[a-z0-9_]{1,512}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z]{2,3}(_[A-Z]{2,4})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex LanguagePattern();

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex NamedVariable();

    [GeneratedRegex(@"\{\{", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\{\{\s*[A-Za-z0-9_]+\s*\}\}", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex VariablePattern();
}
