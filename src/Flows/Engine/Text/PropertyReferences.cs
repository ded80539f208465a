namespace Aldrava.Flows.Engine.Text;

/// <summary>Finds a listing's reference, such as IMV-2026-0012, in what a customer wrote, in any case.</summary>
internal static class PropertyReferences
{
    public static string? Find(string text)
    {
        for (var dash = text.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = text.IndexOf('-', dash + 1))
        {
            var start = dash;
            while (start > 0 && char.IsAsciiLetter(text[start - 1]))
                start--;
            if (dash - start is < 2 or > 5 || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
                continue;
            var year = Digits(text, dash + 1);
            if (year != 4 || dash + 5 >= text.Length || text[dash + 5] != '-')
                continue;
            var number = Digits(text, dash + 6);
            var end = dash + 6 + number;
            if (number is >= 3 and <= 9 && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return text[start..end].ToUpperInvariant();
        }
        return null;
    }

    private static int Digits(string text, int from)
    {
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - from;
    }
}
