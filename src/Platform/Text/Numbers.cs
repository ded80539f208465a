namespace Aldrava.Platform.Text;

/// <summary>
/// Reads the one number a person wrote, the Portuguese, Brazilian or English way: "250.000", "250 mil", "1,5M", "€ 300.000", "R$ 1.2 mi", "1 milhão e 200 mil".
/// Several numbers are refused rather than guessed at, and so are digits that belong to a word ("T3").
/// </summary>
public static class Numbers
{
    private const int MaxDigits = 15;
    private const decimal Thousand = 1_000m;
    private const decimal Million = 1_000_000m;

    /// <summary>The number, when there is exactly one.</summary>
    public static bool TryParse(string text, out decimal number)
    {
        number = 0;
        var found = false;
        var lastScale = decimal.MaxValue;
        for (var at = 0; at < text.Length; )
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }
            var start = at;
            at = EndOfNumber(text, at);
            if (BelongsToWord(text, start))
                continue;
            var after = Scale(text, at, out var scale);
            if (!TryRead(text.AsSpan(start, at - start), scale, out var value) || (found && (scale >= lastScale || lastScale == 1 || !IsJoined(text, start))))
                return false;
            number += (IsNegative(text, start) ? -value : value) * scale;
            (found, lastScale, at) = (true, scale, after);
        }
        return found;
    }

    /// <summary>Where the digits from here end: they go on over a separator when a digit follows, over a space only when a group of three does.</summary>
    private static int EndOfNumber(string text, int at)
    {
        var group = 0;
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
                group++;
            else if (text[at] is '.' or ',' or '\'' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
                group = 0;
            else if (text[at] is ' ' or '\u00a0' or '\u202f' && group is >= 1 and <= 3 && IsGroupOfThree(text, at + 1))
                group = 0;
            else
                break;
            at++;
        }
        return at;
    }

    private static bool IsGroupOfThree(string text, int at)
    {
        var digits = 0;
        while (at + digits < text.Length && char.IsAsciiDigit(text[at + digits]))
            digits++;
        return digits == 3;
    }

    // "R$1000" and "EUR1000" are money, "T3" is a flat.
    private static bool BelongsToWord(string text, int start)
    {
        var from = start;
        while (from > 0 && char.IsLetter(text[from - 1]))
            from--;
        return from < start
            && !text.AsSpan(from, start - from).Equals("eur", StringComparison.OrdinalIgnoreCase)
            && !text.AsSpan(from, start - from).Equals("brl", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNegative(string text, int start) => start > 0 && text[start - 1] == '-' && (start == 1 || char.IsWhiteSpace(text[start - 2]));

    /// <summary>Whether this number goes on with the one before: "1 milhão e 200 mil".</summary>
    private static bool IsJoined(string text, int start)
    {
        var before = text.AsSpan(0, start).TrimEnd();
        return EndsWithWord(before, "e") || EndsWithWord(before, "and") || (before.Length > 0 && char.IsLetter(before[^1]) && Scale(LastWord(before)) > 1);
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text, string word) => LastWord(text).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        var from = text.Length;
        while (from > 0 && char.IsLetter(text[from - 1]))
            from--;
        return text[from..];
    }

    /// <summary>The word after a number that multiplies it; answers where it ends.</summary>
    private static int Scale(string text, int at, out decimal scale)
    {
        var from = at;
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        var end = from;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        // "120 m2" and "120 m²" are an area.
        scale = end < text.Length && char.IsNumber(text[end]) ? 1 : Scale(text.AsSpan(from, end - from));
        return scale == 1 ? at : end;
    }

    private static decimal Scale(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[12];
        if (word.Length > lower.Length)
            return 1;
        return lower[..word.ToLowerInvariant(lower)] switch
        {
            "k" or "mil" or "thousand" => Thousand,
            "m" or "mi" or "mm" or "mio" or "million" or "millions" or "milhao" or "milhão" or "milhoes" or "milhões" => Million,
            _ => 1,
        };
    }

    private static bool TryRead(ReadOnlySpan<char> digits, decimal scale, out decimal value)
    {
        value = 0;
        var point = DecimalPoint(digits, scale);
        if (point == -2)
            return false;
        decimal fraction = 0;
        var count = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[i]))
                continue;
            if (++count > MaxDigits)
                return false;
            if (point >= 0 && i > point)
                value += (digits[i] - '0') * (fraction = fraction == 0 ? 0.1m : fraction / 10);
            else
                value = (value * 10) + (digits[i] - '0');
        }
        return true;
    }

    /// <summary>Where the decimal separator is, -1 for none, -2 when the separators make no sense.</summary>
    private static int DecimalPoint(ReadOnlySpan<char> digits, decimal scale)
    {
        var last = digits.LastIndexOfAny(".,");
        if (last < 0)
            return HasGroupsOfThree(digits) ? -1 : -2;
        var mark = digits[last];
        var other = mark == '.' ? ',' : '.';
        var once = digits.Count(mark) == 1;
        if (digits.Contains(other))
            return once && HasGroupsOfThree(digits[..last]) ? last : -2;
        // One separator and three digits after it is a thousand, but for "1.250 M" and "0,125".
        var isThousand = scale < Million && digits.Length - last == 4 && last <= 3 && digits[0] != '0';
        if (once && !isThousand)
            return HasGroupsOfThree(digits[..last]) ? last : -2;
        return HasGroupsOfThree(digits) ? -1 : -2;
    }

    private static bool HasGroupsOfThree(ReadOnlySpan<char> digits)
    {
        var group = 0;
        var grouped = false;
        foreach (var c in digits)
        {
            if (char.IsAsciiDigit(c))
            {
                group++;
                continue;
            }
            if (grouped ? group != 3 : group is < 1 or > 3)
                return false;
            (group, grouped) = (0, true);
        }
        return !grouped || group == 3;
    }
}
