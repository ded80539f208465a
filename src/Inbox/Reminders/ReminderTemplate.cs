using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Templates;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Reminders;

/// <summary>
/// Chooses the template that reminds of a visit, and fills it. A template is made for it when its name begins with <see cref="Prefix"/>, it is of the category
/// UTILITY, and only its body asks for something: <c>{{name}}</c>, <c>{{listing}}</c>, <c>{{date}}</c>, <c>{{time}}</c>, or <c>{{1}}</c> to <c>{{4}}</c> in
/// that order. The customer's language goes first, then another variety of it, then the default language, then whatever there is.
/// </summary>
internal static partial class ReminderTemplate
{
    internal const string Prefix = "visit_reminder";
    internal const string Category = "UTILITY";

    private static readonly string[] Names = ["name", "listing", "date", "time"];

    internal static OutgoingContent.Template? Choose(IEnumerable<Template> approved, VisitReminder reminder) =>
        approved
            .Where(t => t.Category == Category && t.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(t => Distance(t.Language, reminder.Language))
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ThenBy(t => t.Language, StringComparer.Ordinal)
            .Select(t => Fill(t, reminder))
            .FirstOrDefault(filled => filled is not null);

    private static int Distance(string language, CultureInfo wanted)
    {
        var tag = Template.LanguageOf(language);
        if (tag.Equals(Template.LanguageOf(wanted.Name), StringComparison.OrdinalIgnoreCase))
            return 0;
        if (IsOf(tag, wanted))
            return 1;
        return IsOf(tag, Platform.Http.Languages.Default) ? 2 : 3;
    }

    private static bool IsOf(string tag, CultureInfo language) =>
        tag.Split('_')[0].Equals(language.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase);

    private static OutgoingContent.Template? Fill(Template template, VisitReminder reminder)
    {
        var components = JsonSerializer.Deserialize<JsonElement>(template.Components);
        var values = ValuesOf(template, reminder);
        var variables = TemplateText.Variables(components);
        if (NeedsMore(components) || variables.Any(v => !values.ContainsKey(v)))
            return null;
        var filled = TemplateText.Fill(components, values);
        return new(template.Name, template.Language, variables.Count == 0 ? null : Body(template, variables, values), filled.Text);
    }

    // A picture above it, or an address behind a button: nobody gave us one.
    private static bool NeedsMore(JsonElement components) =>
        ((JsonElement?)components)
            .Items()
            .Any(c => c.Text("type")?.ToUpperInvariant() is "HEADER" && c.Text("format")?.ToUpperInvariant() is not (null or "TEXT"));

    private static bool IsNamed(Template template) => template.ParameterFormat == "NAMED";

    private static Dictionary<string, string> ValuesOf(Template template, VisitReminder reminder)
    {
        string[] values = [reminder.Name, reminder.Listing, reminder.Date, reminder.Time];
        return Names
            .Select((name, index) => (Key: IsNamed(template) ? name : (index + 1).ToString(CultureInfo.InvariantCulture), Value: OneLine(values[index])))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    private static string Body(Template template, IReadOnlyList<string> variables, Dictionary<string, string> values)
    {
        var parameters = new JsonArray();
        IEnumerable<string> ordered = IsNamed(template) ? variables : variables.Order(StringComparer.Ordinal);
        foreach (var variable in ordered)
        {
            var parameter = new JsonObject { ["type"] = "text", ["text"] = values[variable] };
            if (IsNamed(template))
                parameter["parameter_name"] = variable;
            parameters.Add(parameter);
        }
        return new JsonArray(new JsonObject { ["type"] = "body", ["parameters"] = parameters }).ToJsonString();
    }

    // Meta takes no line breaks, tabs or rows of blanks in a value.
    private static string OneLine(string value) => Blanks().Replace(value, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Blanks();
}
