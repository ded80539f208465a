using System.Globalization;
using System.Text;

namespace Aldrava.Inbox.Listing;

/// <summary>Texts without case and accents, as the database's <c>inbox.fold</c> makes them.</summary>
internal static class FoldedText
{
    private const int MostWords = 8;

    /// <summary>A LIKE pattern for each word of a search; each has to be found, in any order. Signs of phone numbers fall away.</summary>
    internal static string[] Patterns(string? search) =>
        string.IsNullOrWhiteSpace(search)
            ? []
            :
            [
                .. Of(search)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(word => word.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or '.') ? word.Trim('+', '(', ')', '-', '.') : word)
                    .Where(word => word.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostWords)
                    .Select(word => $"%{Escape(word)}%"),
            ];

    /// <summary>Lower case, no accents.</summary>
    internal static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Half a surrogate pair cannot be normalized.
        foreach (var c in string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                folded.Append(char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c));
        }
        return folded.ToString().Trim();
    }

    internal static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
