using System.Globalization;

namespace Aldrava.Flows.Engine.Text;

/// <summary>Reads a day as written in Portugal, Brazil or by a program: "1/3/2026", "1-3-26", "2026-03-01", "1/3" (the next one), "1 de março", "hoje", "amanhã". The day comes before the month.</summary>
internal static class Dates
{
    private const int MaxLength = 40;

    private static readonly string[] Months = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"];
    private static readonly string[] EnglishMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static bool TryParse(string text, DateOnly today, out DateOnly date)
    {
        date = default;
        if (text.Length > MaxLength)
            return false;
        var folded = Words.Fold(text.Trim().TrimEnd('.', '!', '?'));
        switch (folded)
        {
            case "hoje" or "today":
                date = today;
                return true;
            case "amanha" or "tomorrow":
                return TryAdd(today, 1, out date);
            case "depois de amanha":
                return TryAdd(today, 2, out date);
        }
        if (TryIso(folded, out date))
            return true;
        var parts = folded
            .Split(['/', '-', '.', ' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(p => p is not ("de" or "of"))
            .ToArray();
        if (parts.Length is not (2 or 3) || !TryNumber(parts[0], 2, out var day) || !TryMonth(parts[1], out var month))
            return false;
        if (parts.Length == 2)
            return TryNext(day, month, today, out date);
        return parts[2].Length is 2 or 4 && TryNumber(parts[2], 4, out var year) && TryMake(parts[2].Length == 2 ? 2000 + year : year, month, day, out date);
    }

    public static bool TryIso(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static bool TryMonth(string part, out int month)
    {
        if (TryNumber(part, 2, out month))
            return true;
        if (part.Length < 3)
            return false;
        month = 1 + Array.FindIndex(Months, m => part.StartsWith(m, StringComparison.Ordinal));
        if (month == 0)
            month = 1 + Array.FindIndex(EnglishMonths, m => part.StartsWith(m, StringComparison.Ordinal));
        return month > 0;
    }

    private static bool TryNumber(string part, int maxDigits, out int number)
    {
        number = 0;
        return part.Length <= maxDigits && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    // Eight years hold a 29th of February whatever the century.
    private static bool TryNext(int day, int month, DateOnly today, out DateOnly date)
    {
        date = default;
        for (var year = today.Year; year <= today.Year + 8; year++)
        {
            if (TryMake(year, month, day, out date) && date >= today)
                return true;
        }
        return false;
    }

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        date = default;
        if (year is < 1900 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool TryAdd(DateOnly today, int days, out DateOnly date)
    {
        var possible = today.DayNumber + days <= DateOnly.MaxValue.DayNumber;
        date = possible ? today.AddDays(days) : today;
        return possible;
    }
}
