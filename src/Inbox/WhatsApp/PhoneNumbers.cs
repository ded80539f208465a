namespace Aldrava.Inbox.WhatsApp;

/// <summary>Phone numbers as WhatsApp writes them: digits with the country code, no plus sign. One person may come under more than one.</summary>
internal static class PhoneNumbers
{
    private const int LongestNumber = 15; // E.164

    /// <summary>The digits of a number however it is written (<c>+351 912-345-678</c>); null when it is no phone number.</summary>
    internal static string? Normalise(string? written)
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
    internal static IReadOnlyList<string> Variants(string waId) =>
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
    internal static string Canonical(string waId) =>
        waId switch
        {
            ['5', '5', ..] when waId.Length == 12 && Variants(waId) is [var withNinthDigit] => withNinthDigit,
            ['5', '2', '1', ..] or ['5', '4', '9', ..] when Variants(waId) is [var shorter] => shorter,
            _ => waId,
        };
}
