namespace Aldrava.Platform.Text;

/// <summary>Phone numbers as WhatsApp writes them: digits with the country code, no plus sign. One person may come under more than one.</summary>
public static class PhoneNumbers
{
    private const int LongestNumber = 15; // E.164
    private const int ShortestNumber = 7;

    /// <summary>The digits of a number however it is written (<c>+351 912-345-678</c>); null when it is no phone number.</summary>
    public static string? Normalise(string? written)
    {
        if (written is null || written.Length > 40)
            return null;
        Span<char> digits = stackalloc char[written.Length];
        var count = 0;
        foreach (var character in written)
        {
            if (char.IsAsciiDigit(character))
                digits[count++] = character;
            else if (character is not ('+' or ' ' or '-' or '(' or ')' or '.' or '/' or '\u00A0'))
                return null;
        }
        return count is > 0 and <= LongestNumber ? digits[..count].ToString() : null;
    }

    /// <summary>
    /// The other numbers under which the same person may be known. Brazil: with and without the mobiles' ninth digit; Mexico: <c>52</c> and <c>521</c>;
    /// Argentina: without the <c>9</c> after <c>54</c>, never with one added, for that could be somebody's landline.
    /// </summary>
    public static IReadOnlyList<string> Variants(string waId) =>
        waId switch
        {
            ['5', '5', _, _, >= '6' and <= '9', ..] when waId.Length == 12 => [$"{waId[..4]}9{waId[4..]}"],
            ['5', '5', _, _, '9', >= '6' and <= '9', ..] when waId.Length == 13 => [$"{waId[..4]}{waId[5..]}"],
            ['5', '2', '1', ..] when waId.Length == 13 => [$"52{waId[3..]}"],
            ['5', '2', not '1', ..] when waId.Length == 12 => [$"521{waId[2..]}"],
            ['5', '4', '9', ..] when waId.Length == 13 => [$"54{waId[3..]}"],
            _ => [],
        };

    /// <summary>One name for all variants of a number. For ordering and locks only: an answer goes to the number as received.</summary>
    public static string Canonical(string waId) =>
        waId switch
        {
            ['5', '5', ..] when waId.Length == 12 && Variants(waId) is [var withNinthDigit] => withNinthDigit,
            ['5', '2', '1', ..] or ['5', '4', '9', ..] when Variants(waId) is [var shorter] => shorter,
            _ => waId,
        };

    /// <summary>
    /// What tells two people's numbers apart, however they were typed in: with and without <c>+351</c> or <c>00351</c>, spaces, Brazil's ninth digit. A number
    /// without a country code is read as Portuguese or Brazilian when it looks like one. Null for what is no number, or a filler like <c>000000000</c>.
    /// </summary>
    /// <remarks>The database has the same rule as <c>crm.phone_key</c>; a test compares the two.</remarks>
    public static string? Key(string? written)
    {
        if (Normalise(written) is not { Length: >= ShortestNumber } digits || digits.All(d => d == digits[0]))
            return null;
        return Canonical(written!.Contains('+', StringComparison.Ordinal) ? digits : WithCountry(digits));
    }

    private static string WithCountry(string digits)
    {
        if (digits is ['0', '0', ..])
            return digits[2..];
        if (digits is ['0', .. var afterTrunk] && IsBrazilian(afterTrunk))
            return $"55{afterTrunk}";
        if (digits is ['2' or '3' or '9', ..] && digits.Length == 9)
            return $"351{digits}";
        return IsBrazilian(digits) ? $"55{digits}" : digits;
    }

    // Area code and number: eleven digits of a mobile, ten of a landline or of a mobile without its ninth digit.
    private static bool IsBrazilian(string digits) =>
        digits.Length == 11 && digits is [not '0', not '0', '9', >= '6' and <= '9', ..]
        || digits.Length == 10 && digits is [not '0', not '0', >= '2' and <= '9', ..];
}
