using System.Text;

namespace Aldrava.Crm.Bulk;

/// <summary>Writes fields so that every spreadsheet reads them as text, and takes that back when such a file comes in again.</summary>
internal static class CsvText
{
    private const char Guard = '\'';

    // What makes a spreadsheet take a text for a formula.
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r', '\n'];

    /// <summary>Adds one field to a line.</summary>
    public static void Append(StringBuilder line, string? text, char separator)
    {
        if (string.IsNullOrEmpty(text))
            return;
        var quoted = text.AsSpan().IndexOfAny('"', '\r', '\n') >= 0 || text.Contains(separator, StringComparison.Ordinal) || text[0] == ' ' || text[^1] == ' ';
        if (quoted)
            line.Append('"');
        if (LooksLikeFormula(text))
            line.Append(Guard);
        line.Append(quoted ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text);
        if (quoted)
            line.Append('"');
    }

    /// <summary>The text that <see cref="Append"/> was given: <c>'+351 912 345 678</c> is a phone number again.</summary>
    public static string Unguard(string field) => field is [Guard, .. var text] && LooksLikeFormula(text) ? text : field;

    // A text that has such an apostrophe of its own gets one more, so that taking one away always gives back what there was.
    private static bool LooksLikeFormula(string text)
    {
        var inner = text.AsSpan().TrimStart(Guard);
        return inner.Length > 0 && Formula.AsSpan().Contains(inner[0]);
    }
}
