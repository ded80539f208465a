using System.Globalization;
using System.Text.Json;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Diary;

/// <summary>When somebody shows properties, as stored: an agent's own hours, or the organization's.</summary>
internal sealed class WorkingHours : ITenantOwned
{
    /// <summary>In place of an agent: the whole organization.</summary>
    public const long Everybody = 0;

    private WorkingHours() { }

    public long OrganizationId { get; private set; }
    public long AgentId { get; private set; }
    public JsonElement Hours { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyList<Opening> Openings => Hours.Deserialize<Opening[]>(Json.Options) ?? [];

    public static WorkingHours Of(long organizationId, long agentId, IReadOnlyList<Opening> openings, DateTimeOffset now)
    {
        var hours = new WorkingHours { OrganizationId = organizationId, AgentId = agentId };
        hours.Become(openings, now);
        return hours;
    }

    public void Become(IReadOnlyList<Opening> openings, DateTimeOffset now) =>
        (Hours, UpdatedAt) = (
            JsonSerializer.SerializeToElement(openings.OrderBy(o => ((int)o.Day + 6) % 7).ThenBy(o => o.From, StringComparer.Ordinal), Json.Options),
            now
        );
}

/// <summary>Open on one day of the week, by the organization's clock.</summary>
/// <param name="Day">Which.</param>
/// <param name="From"><c>09:00</c>.</param>
/// <param name="To"><c>19:00</c>; <c>24:00</c> is the end of the day.</param>
internal sealed record Opening(DayOfWeek Day, string From, string To)
{
    private const string EndOfDay = "24:00";

    /// <summary>What counts where nobody said otherwise.</summary>
    public static IReadOnlyList<Opening> Default { get; } =
    [
        new(DayOfWeek.Monday, "09:00", "19:00"),
        new(DayOfWeek.Tuesday, "09:00", "19:00"),
        new(DayOfWeek.Wednesday, "09:00", "19:00"),
        new(DayOfWeek.Thursday, "09:00", "19:00"),
        new(DayOfWeek.Friday, "09:00", "19:00"),
        new(DayOfWeek.Saturday, "10:00", "13:00"),
    ];

    /// <summary>Minutes from midnight to its beginning and end; null when it is not written so, or ends before it begins.</summary>
    public (int From, int To)? Minutes() => MinuteOf(From) is { } from && (To == EndOfDay ? 24 * 60 : MinuteOf(To)) is { } to && from < to ? (from, to) : null;

    private static int? MinuteOf(string? written) =>
        TimeOnly.TryParseExact(written, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.Hour * 60 + time.Minute : null;
}
