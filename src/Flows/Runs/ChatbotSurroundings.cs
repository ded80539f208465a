using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>
/// Reads a chatbot's settings for its flows: <c>fallback</c> (a text or one for each language), <c>language</c>, <c>business_hours {time_zone, days: {mon: [["09:00", "18:00"]]}}</c>, <c>handoff {user_id | department_id | queue_id}</c>.
/// What can't be read is as if it were not set.
/// </summary>
internal sealed class ChatbotSurroundings(string settings)
{
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly LocalText WriteInstead = new(
        "Não percebi. Escreva, por favor.",
        "Não entendi. Escreva, por favor.",
        "I did not understand. Please write it."
    );

    /// <param name="now">In the organization's time zone.</param>
    public FlowSurroundings At(DateTimeOffset now)
    {
        using var json = JsonDocument.Parse(settings);
        var root = json.RootElement;
        var fallback = Fallback(JsonPath.Find(root, "fallback"));
        return new FlowSurroundings(
            IsOpen(JsonPath.Find(root, "business_hours"), now),
            LocalText.Language(Text(JsonPath.Find(root, "language"))),
            fallback,
            fallback ?? WriteInstead
        );
    }

    /// <summary>Who is called when the flow names nobody.</summary>
    public HandOverTarget? HandOver()
    {
        using var json = JsonDocument.Parse(settings);
        var target = JsonPath.Find(json.RootElement, "handoff");
        var user = JsonPath.Find(target, "user_id");
        var named = new HandOverTarget(
            user.ValueKind == JsonValueKind.Number && user.TryGetInt64(out var id) ? id : null,
            Id(JsonPath.Find(target, "department_id")),
            Id(JsonPath.Find(target, "queue_id"))
        );
        return named == new HandOverTarget() ? null : named;
    }

    private static Guid? Id(JsonElement id) => Guid.TryParse(Text(id), out var read) ? read : null;

    private static string? Text(JsonElement text) => text.ValueKind == JsonValueKind.String ? Words.Clean(text.GetString()!) : null;

    private static LocalText? Fallback(JsonElement fallback)
    {
        if (Text(fallback) is { } plain)
            return string.IsNullOrWhiteSpace(plain) ? null : new LocalText(Words.Cut(plain, FlowValue.MaxTextLength));
        var texts = LocalText.Tags.Select(tag => Text(JsonPath.Find(fallback, tag))).ToArray();
        return texts.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) is { } first ? new LocalText(texts[0] ?? first, texts[1], texts[2]) : null;
    }

    private static bool? IsOpen(JsonElement hours, DateTimeOffset now)
    {
        var days = JsonPath.Find(hours, "days");
        if (days.ValueKind != JsonValueKind.Object)
            return null;
        var local =
            Text(JsonPath.Find(hours, "time_zone")) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? TimeZoneInfo.ConvertTime(now, zone)
                : now;
        var day = JsonPath.Find(days, Days[(int)local.DayOfWeek]);
        return day.ValueKind == JsonValueKind.Array && day.EnumerateArray().Any(span => Contains(span, TimeOnly.FromDateTime(local.DateTime)));
    }

    private static bool Contains(JsonElement span, TimeOnly time) =>
        Time(JsonPath.Find(span, "[0]")) is { } from && Time(JsonPath.Find(span, "[1]")) is { } to && time >= from && time < to;

    private static TimeOnly? Time(JsonElement time) =>
        TimeOnly.TryParseExact(Text(time), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
}
