using System.Globalization;
using System.Text;

namespace Aldrava.Flows.Engine.Text;

/// <summary>Text as people write it: compared without case and accents, never torn inside a character.</summary>
internal static class Words
{
    /// <summary>Replaces half surrogate pairs and drops NUL: JSON, normalization and PostgreSQL refuse them, customers' phones don't.</summary>
    public static string Clean(string text)
    {
        var span = text.AsSpan();
        if (!span.ContainsAnyInRange('\ud800', '\udfff') && !span.Contains('\0'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0)
                clean.Append(rune);
        }
        return clean.ToString();
    }

    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        return text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
    }

    /// <summary>Lower case, no accents. The text must be clean.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    public static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase)
        || (!(Ascii.IsValid(left) && Ascii.IsValid(right)) && string.Equals(Fold(left), Fold(right), StringComparison.Ordinal));

    public static bool Contains(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase)
        || (!(Ascii.IsValid(text) && Ascii.IsValid(part)) && Fold(text).Contains(Fold(part), StringComparison.Ordinal));

    public static bool StartsWith(string text, string part) =>
        text.StartsWith(part, StringComparison.OrdinalIgnoreCase)
        || (!(Ascii.IsValid(text) && Ascii.IsValid(part)) && Fold(text).StartsWith(Fold(part), StringComparison.Ordinal));

    public static bool EndsWith(string text, string part) =>
        text.EndsWith(part, StringComparison.OrdinalIgnoreCase)
        || (!(Ascii.IsValid(text) && Ascii.IsValid(part)) && Fold(text).EndsWith(Fold(part), StringComparison.Ordinal));

    /// <summary>Whether the phrase stands in the text on its own, not inside a longer word. Both folded.</summary>
    public static bool HasPhrase(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + phrase.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }
        return false;
    }
}
