using System.Globalization;
using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.History;

/// <summary>Says what was done in the caller's language and time zone.</summary>
internal sealed class ActivityText(ErrorMessages messages, CultureInfo language, TimeZoneInfo zone)
{
    private static readonly HashSet<string> NamedFields =
    [
        .. (
            "name title description email phone source notes property_id lead_id visit_id budget wishes price status due_at priority agent_id reference "
            + "business type typology area bedrooms bathrooms address municipality district postal_code duration_minutes"
        ).Split(' '),
    ];

    public static ActivityText For(HttpContext http, CurrentUser user) =>
        new(http.RequestServices.GetRequiredService<ErrorMessages>(), Languages.Of(http), user.TimeZone);

    /// <summary>A sentence, or the heading of one.</summary>
    public string Title(ActivityType type, JsonElement data) => Title(NameOf(type), Text(data, "name") ?? Unnamed(type), Detail(type, data));

    /// <summary>The same for what is kept elsewhere, under <c>activity.{key}</c>.</summary>
    public string Title(string key, string name, string? detail = null) => messages.Get($"activity.{key}", language, [name, detail ?? ""]);

    /// <summary>What there is to add, if anything.</summary>
    public string? Description(JsonElement data) =>
        Text(data, "note") ?? Text(data, "text") ?? Text(data, "feedback") ?? Changed(data) ?? Occasion(data) ?? Source(data);

    internal static string NameOf(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private string Unnamed(ActivityType type) =>
        messages.Get(NameOf(type).StartsWith("visit", StringComparison.Ordinal) ? "visit.property_unknown" : "lead.unnamed", language);

    private string? Detail(ActivityType type, JsonElement data) =>
        type switch
        {
            ActivityType.LeadAssigned => Text(data, "to_agent") ?? messages.Get("lead.unnamed", language),
            ActivityType.LeadStatusChanged => Word<LeadStatus>("lead_status", data),
            ActivityType.VisitStatusChanged => Word<VisitStatus>("visit_status", data),
            ActivityType.TaskStatusChanged => Word<TaskState>("task_status", data),
            _ => null,
        };

    private string? Word<T>(string group, JsonElement data)
        where T : struct, Enum =>
        Text(data, "new_status") is { } status && Choice<T>.TryParse(status, provider: null, out var known)
            ? messages.Get($"activity.{group}.{NameOf(known.Value)}", language)
            : null;

    // Which fields changed: with what they were and are, or by name only.
    private string? Changed(JsonElement data)
    {
        IEnumerable<string?> changed =
            data.TryGetProperty("changes", out var changes) && changes.ValueKind == JsonValueKind.Object ? changes.EnumerateObject().Select(c => c.Name)
            : data.TryGetProperty("changed", out var names) && names.ValueKind == JsonValueKind.Array
                ? names.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString())
            : [];
        var fields = changed.OfType<string>().Where(NamedFields.Contains).Select(f => messages.Get($"activity.field.{f}", language));
        return string.Join(", ", fields) is { Length: > 0 } list ? messages.Get("activity.changed", language, [list]) : null;
    }

    private string? Occasion(JsonElement data)
    {
        string?[] parts = [Text(data, "lead_name"), LocalTime(data, "scheduled_at") ?? LocalTime(data, "due_at")];
        return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } occasion ? occasion : null;
    }

    private string? Source(JsonElement data) => Text(data, "source") is { } source ? messages.Get("activity.source", language, [source]) : null;

    private string? LocalTime(JsonElement data, string field) =>
        data.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("g", language)
            : null;

    private static string? Text(JsonElement data, string field) =>
        data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty(field, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
