namespace Aldrava.Flows.Engine.Text;

/// <summary>Cuts a text that is too long for one WhatsApp message where a reader would pause: paragraph, line, sentence, word.</summary>
internal static class MessageSplitter
{
    public const int MaxLength = 4096;

    private static readonly string[] Pauses = ["\n\n", "\n", ". ", " "];

    public static IEnumerable<string> Split(string text)
    {
        var rest = text.Trim();
        while (rest.Length > MaxLength)
        {
            var cut = Pause(rest);
            yield return rest[..cut].TrimEnd();
            rest = rest[cut..].TrimStart();
        }
        if (rest.Length > 0)
            yield return rest;
    }

    // A pause in the first half would make a message too short to be worth it.
    private static int Pause(string text)
    {
        foreach (var pause in Pauses)
        {
            var at = text.LastIndexOf(pause, MaxLength - pause.Length, MaxLength / 2, StringComparison.Ordinal);
            if (at > 0)
                return at + pause.Length;
        }
        return char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
    }
}
