using System.Globalization;
using System.Text;

namespace Aldrava.Crm.Listing;

/// <summary>Texts without case and accents: what is stored beside a record to be searched, and what is searched for.</summary>
internal static class SearchText
{
    private const int MaxWords = 8;

    /// <summary>Everything a record can be found by, in one text.</summary>
    public static string Of(params string?[] parts) => Fold(string.Join(' ', parts.Where(p => !string.IsNullOrWhiteSpace(p))));

    /// <summary>The words of a search; each of them has to be found, in any order.</summary>
    public static string[] Words(string? search) =>
        string.IsNullOrWhiteSpace(search)
            ? []
            : [.. Fold(search).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MaxWords)];

    /// <summary>The digits of a phone number, so that it is found however it was written.</summary>
    public static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(char.IsAsciiDigit));

    /// <summary>Lower case, no accents, single spaces.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in WellFormed(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (!char.IsWhiteSpace(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }

    // Half a surrogate pair (a text cut in the middle of an emoji) cannot be normalized.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
