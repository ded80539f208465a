using Aldrava.Platform.Http;

namespace Aldrava.Crm.Listing;

/// <summary>Days as the organization lives them.</summary>
internal static class LocalCalendar
{
    private const int DateLength = 10;

    // What a time from a client may be (ClientTime), with a day to spare on either side.
    private static readonly DateOnly FirstDay = new(1900, 1, 2);
    private static readonly DateOnly LastDay = new(9000, 12, 30);

    /// <summary>The day it is there.</summary>
    public static DateOnly Today(TimeProvider clock, TimeZoneInfo zone) => DayOf(clock.GetUtcNow(), zone);

    /// <summary>The day that an instant is there.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>The day itself, or the nearest on which something may happen.</summary>
    public static DateOnly Nearest(DateOnly day) =>
        day < FirstDay ? FirstDay
        : day > LastDay ? LastDay
        : day;

    /// <summary>The instant at which a day begins. Where a clock change skips midnight it begins later.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => At(day, TimeOnly.MinValue, zone);

    /// <summary>The instant of a wall-clock time.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone) =>
        ClientTime.Parse($"{day:yyyy-MM-dd}T{time:HH:mm:ss}", provider: null).In(zone);

    /// <summary>Where a period ends: a bare date means the whole of that day.</summary>
    /// <param name="written">As it stands in the query string.</param>
    /// <param name="time">The same, read.</param>
    public static DateTimeOffset EndOf(string written, ClientTime time, TimeZoneInfo zone) =>
        written.Length == DateLength && DateOnly.TryParse(written, out var day) ? StartOf(Nearest(day).AddDays(1), zone) : time.In(zone);
}
