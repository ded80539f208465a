using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Chatbots;

/// <summary>
/// Looks over a chatbot's settings: <c>{language, visit_reminders, fallback: text | {pt-PT, pt-BR, en}, business_hours: {time_zone, days: {mon: [["09:00","18:00"]]}}, handoff: {user_id | department_id | queue_id}}</c>.
/// What nobody reads is refused: it would only seem to be set.
/// </summary>
internal static class ChatbotSettings
{
    private const int LongestFallback = 4096;
    private const int MostSpans = 10;
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static IEnumerable<(string Field, string Type)> Faults(RawJson settings)
    {
        if (!settings.IsObject)
            return [("settings", "model_type")];
        using var document = settings.Read();
        return document is null ? [("settings", "string_nul")] : [.. Faults(document.RootElement)];
    }

    private static IEnumerable<(string Field, string Type)> Faults(JsonElement settings)
    {
        foreach (var field in settings.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
        {
            var faults = field.Name switch
            {
                "language" => Language(field.Value),
                "fallback" => Fallback(field.Value),
                "business_hours" => BusinessHours(field.Value),
                "handoff" => HandOff(field.Value),
                "visit_reminders" => field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : One("", "bool_type"),
                _ => One("", "extra_forbidden"),
            };
            foreach (var (path, type) in faults)
                yield return ($"settings.{field.Name}{path}", type);
        }
    }

    private static (string Field, string Type)[] One(string field, string type) => [(field, type)];

    private static (string Field, string Type)[] Language(JsonElement tag) =>
        tag.ValueKind != JsonValueKind.String ? One("", "string_type")
        : LocalText.Tags.Contains(tag.GetString(), StringComparer.Ordinal) ? []
        : One("", "enum");

    // One for everybody, or one for each language; what is missing is said in another.
    private static IEnumerable<(string Field, string Type)> Fallback(JsonElement fallback)
    {
        if (fallback.ValueKind != JsonValueKind.Object)
            return Said(fallback);
        var texts = fallback.EnumerateObject().Where(t => t.Value.ValueKind != JsonValueKind.Null).ToList();
        return texts.Count == 0
            ? One("", "missing")
            : texts.SelectMany(t =>
                LocalText.Tags.Contains(t.Name, StringComparer.Ordinal)
                    ? Said(t.Value).Select(f => ($".{t.Name}", f.Type))
                    : One($".{t.Name}", "extra_forbidden")
            );
    }

    private static IEnumerable<(string Field, string Type)> Said(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String)
            yield return ("", "string_type");
        else if (text.GetString()!.Contains('\0', StringComparison.Ordinal))
            yield return ("", "string_nul");
        else if (text.GetString() is { } said && (string.IsNullOrWhiteSpace(said) || said.Length > LongestFallback))
            yield return ("", "message_length");
    }

    private static IEnumerable<(string Field, string Type)> HandOff(JsonElement target)
    {
        if (target.ValueKind != JsonValueKind.Object)
            return One("", "model_type");
        return target
            .EnumerateObject()
            .Where(f => f.Value.ValueKind != JsonValueKind.Null)
            .Select(f =>
                (
                    $".{f.Name}",
                    f.Name switch
                    {
                        "user_id" => f.Value.ValueKind == JsonValueKind.Number && f.Value.TryGetInt64(out var id) && id > 0 ? "" : "int_type",
                        "department_id" or "queue_id" => f.Value.ValueKind == JsonValueKind.String && f.Value.TryGetGuid(out _) ? "" : "uuid_type",
                        _ => "extra_forbidden",
                    }
                )
            )
            .Where(f => f.Item2.Length > 0);
    }

    private static IEnumerable<(string Field, string Type)> BusinessHours(JsonElement hours)
    {
        if (hours.ValueKind != JsonValueKind.Object)
            return One("", "model_type");
        var faults = hours
            .EnumerateObject()
            .Where(f => f.Value.ValueKind != JsonValueKind.Null)
            .SelectMany(f =>
                f.Name switch
                {
                    "time_zone" => IsTimeZone(f.Value) ? [] : One(".time_zone", "time_zone"),
                    "days" => Week(f.Value),
                    _ => One($".{f.Name}", "extra_forbidden"),
                }
            );
        var hasDays = hours.TryGetProperty("days", out var days) && days.ValueKind != JsonValueKind.Null;
        return hasDays ? faults : [.. faults, (".days", "missing")];
    }

    private static bool IsTimeZone(JsonElement zone) =>
        zone.ValueKind == JsonValueKind.String && TimeZoneInfo.TryFindSystemTimeZoneById(zone.GetString()!, out _);

    private static IEnumerable<(string Field, string Type)> Week(JsonElement days)
    {
        if (days.ValueKind != JsonValueKind.Object)
            return One(".days", "model_type");
        return days.EnumerateObject()
            .SelectMany(d =>
                !Days.Contains(d.Name, StringComparer.Ordinal) ? One($".days.{d.Name}", "extra_forbidden")
                : d.Value.ValueKind != JsonValueKind.Array ? One($".days.{d.Name}", "list_type")
                : Spans($".days.{d.Name}", d.Value)
            );
    }

    private static IEnumerable<(string Field, string Type)> Spans(string day, JsonElement spans)
    {
        var open = new List<(TimeOnly From, TimeOnly To)>();
        if (spans.GetArrayLength() > MostSpans)
            yield return (day, "opening_hours");
        foreach (var (span, index) in spans.EnumerateArray().Take(MostSpans).Select((s, i) => (s, i)))
        {
            if (Span(span) is not { } hours || hours.From >= hours.To || open.Exists(o => o.From < hours.To && hours.From < o.To))
                yield return ($"{day}[{index.ToString(CultureInfo.InvariantCulture)}]", "opening_hours");
            else
                open.Add(hours);
        }
    }

    private static (TimeOnly From, TimeOnly To)? Span(JsonElement span) =>
        span.ValueKind == JsonValueKind.Array && span.GetArrayLength() == 2 && Time(span[0]) is { } from && Time(span[1]) is { } to ? (from, to) : null;

    private static TimeOnly? Time(JsonElement time) =>
        time.ValueKind == JsonValueKind.String
        && TimeOnly.TryParseExact(time.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? read
            : null;
}
