using System.Globalization;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Visits;

/// <summary>What somebody wrote instead of tapping a row: "2", "quinta 15h", "amanhã às 10:30", "outro dia".</summary>
/// <param name="Slot">One of those that are offered.</param>
/// <param name="Day">Another day, to be looked up.</param>
/// <param name="Time">The time of it, if said.</param>
/// <param name="IsOther">They want to see more.</param>
internal sealed record TypedSlot(OfferedSlot? Slot = null, DateOnly? Day = null, TimeOnly? Time = null, bool IsOther = false)
{
    private static readonly string[][] Weekdays =
    [
        ["domingo", "dom", "sunday", "sun"],
        ["segunda", "seg", "monday", "mon"],
        ["terca", "ter", "tuesday", "tue"],
        ["quarta", "qua", "wednesday", "wed"],
        ["quinta", "qui", "thursday", "thu"],
        ["sexta", "sex", "friday", "fri"],
        ["sabado", "sab", "saturday", "sat"],
    ];
    private static readonly string[] More = ["outro", "outra", "outros", "outras", "mais", "other", "another", "more", "nenhum", "nenhuma", "none"];

    /// <summary>Null when it says nothing about a time.</summary>
    public static TypedSlot? Read(string text, IReadOnlyList<OfferedSlot> offered, DateOnly today)
    {
        var words = Split(Words.Fold(Words.Cut(text, 200)));
        if (words is [var only] && Number(only) is { } place && place >= 1 && place <= offered.Count)
            return new TypedSlot(offered[place - 1]);
        var time = TimeIn(words);
        var day = DayIn(words, today);
        if (day is null && time is null)
            return words.Exists(w => More.Contains(w, StringComparer.Ordinal)) ? new TypedSlot(IsOther: true) : null;
        OfferedSlot[] fitting = [.. offered.Where(s => (day is null || DayOf(s) == day) && (time is null || TimeOf(s) == time))];
        if (fitting.Length == 1)
            return new TypedSlot(fitting[0]);
        // A time without a day is too little to go by when several days have it, or none.
        return day is null ? null : new TypedSlot(Day: day, Time: time);
    }

    public static DateOnly DayOf(OfferedSlot slot) => DateOnly.FromDateTime(slot.StartsAt.DateTime);

    public static TimeOnly TimeOf(OfferedSlot slot) => TimeOnly.FromDateTime(slot.StartsAt.DateTime);

    private static List<string> Split(string folded) =>
        [.. folded.Split([' ', ',', '.', '!', '?', ';', '(', ')', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static TimeOnly? TimeIn(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            // "15h", "15h30", "15:30", "15 h", "as 15"
            var word = words[i];
            var next = i + 1 < words.Count ? words[i + 1] : "";
            var mark = word.IndexOfAny(['h', ':']);
            if (mark > 0 && Clock(word[..mark], word[(mark + 1)..].TrimStart('r', 's')) is { } written)
                return written;
            var isTold = next is "h" or "hs" or "horas" || (i > 0 && words[i - 1] is "as" or "at");
            if (isTold && Clock(word, "") is { } told)
                return told;
        }
        return null;
    }

    private static TimeOnly? Clock(string hours, string minutes) =>
        Number(hours) is { } hour && hour < 24 && (minutes.Length == 0 || (minutes.Length == 2 && Number(minutes) < 60))
            ? new TimeOnly(hour, minutes.Length == 0 ? 0 : Number(minutes)!.Value)
            : null;

    private static DateOnly? DayIn(List<string> words, DateOnly today)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].EndsWith("-feira", StringComparison.Ordinal) ? words[i][..^"-feira".Length] : words[i];
            if (word is "hoje" or "today")
                return today;
            if (word is "amanha" or "tomorrow")
                return today.AddDays(i >= 2 && words[i - 2] == "depois" ? 2 : 1);
            var weekday = Array.FindIndex(Weekdays, names => names.Contains(word, StringComparer.Ordinal));
            if (weekday >= 0)
                return today.AddDays((weekday - (int)today.DayOfWeek + 7) % 7);
            if (word.Contains('/', StringComparison.Ordinal) && Dates.TryParse(word, today, out var written))
                return written;
            if (i + 1 < words.Count && Number(word) is not null && Dates.TryParse(MonthAfter(words, i), today, out var named))
                return named;
            if (word == "dia" && i + 1 < words.Count && Number(words[i + 1]) is { } number)
                return NextWith(number, today);
        }
        return null;
    }

    // "12 de março", "12 mar": only with the name of a month, for "10 30" is a time.
    private static string MonthAfter(List<string> words, int at)
    {
        var month = words[at + 1] is "de" or "of" && at + 2 < words.Count ? words[at + 2] : words[at + 1];
        return month.Length >= 3 && char.IsLetter(month[0]) ? $"{words[at]} {month}" : "";
    }

    private static DateOnly? NextWith(int dayOfMonth, DateOnly today)
    {
        for (var day = today; day < today.AddDays(62); day = day.AddDays(1))
        {
            if (day.Day == dayOfMonth)
                return day;
        }
        return null;
    }

    private static int? Number(string word) =>
        word.Length is 1 or 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
