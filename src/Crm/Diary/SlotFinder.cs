using Aldrava.Crm.Listing;

namespace Aldrava.Crm.Diary;

/// <summary>A time that is not free.</summary>
internal sealed record Busy(DateTimeOffset From, DateTimeOffset To);

/// <summary>What makes a time one that can be offered.</summary>
/// <param name="Duration">How long a visit is.</param>
/// <param name="Buffer">What lies at least between two.</param>
/// <param name="Earliest">Nobody comes before.</param>
internal sealed record SlotRules(TimeSpan Duration, TimeSpan Buffer, DateTimeOffset Earliest);

/// <summary>Finds free times of a day: by the clock on the wall, each instant and each wall-clock time once, whatever the clocks do that night.</summary>
internal static class SlotFinder
{
    private const int StepMinutes = 30;
    private const int FullHour = 60;

    /// <summary>Every half hour at which a visit fits, in order.</summary>
    public static IReadOnlyList<DateTimeOffset> On(DateOnly day, IReadOnlyList<Opening> openings, TimeZoneInfo zone, IReadOnlyList<Busy> busy, SlotRules rules)
    {
        var found = new List<DateTimeOffset>();
        foreach (var (from, to) in openings.Where(o => o.Day == day.DayOfWeek).Select(o => o.Minutes()).OfType<(int, int)>().Order())
        {
            var close = At(day, to, zone);
            for (var minute = (from + StepMinutes - 1) / StepMinutes * StepMinutes; minute < to; minute += StepMinutes)
            {
                // A time that the clocks skip is nobody's.
                if (zone.IsInvalidTime(day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute)))
                    continue;
                var start = At(day, minute, zone);
                var isNew = found.Count == 0 || start > found[^1];
                if (isNew && start >= rules.Earliest && start + rules.Duration <= close && IsFree(start, busy, rules))
                    found.Add(start);
            }
        }
        return found;
    }

    /// <summary>At most so many, spread over the day; full hours where there are enough.</summary>
    public static IReadOnlyList<DateTimeOffset> Spread(IReadOnlyList<DateTimeOffset> slots, int most)
    {
        if (slots.Count <= most)
            return slots;
        DateTimeOffset[] hours = [.. slots.Where(s => s.Minute % FullHour == 0)];
        var from = hours.Length >= most ? hours : slots;
        return most == 1 ? [from[0]] : [.. Enumerable.Range(0, most).Select(i => from[i * (from.Count - 1) / (most - 1)])];
    }

    private static bool IsFree(DateTimeOffset start, IReadOnlyList<Busy> busy, SlotRules rules) =>
        !busy.Any(b => start < b.To + rules.Buffer && start + rules.Duration + rules.Buffer > b.From);

    private static DateTimeOffset At(DateOnly day, int minute, TimeZoneInfo zone)
    {
        var at = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        return TimeZoneInfo.ConvertTime(LocalCalendar.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), zone), zone);
    }
}
