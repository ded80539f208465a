namespace Aldrava.Flows.Engine.Text;

internal enum FlowLanguage : byte
{
    Portuguese,
    Brazilian,
    English,
}

/// <summary>A fixed text in up to three languages; what is missing reads as the first that is there.</summary>
internal sealed record LocalText(string Main, string? Brazilian = null, string? English = null)
{
    public static IReadOnlyList<string> Tags { get; } = ["pt-PT", "pt-BR", "en"];

    public IEnumerable<string> All => new[] { Main, Brazilian, English }.OfType<string>();

    public bool IsPlain => Brazilian is null && English is null;

    public string In(FlowLanguage language) =>
        language switch
        {
            FlowLanguage.Brazilian => Brazilian ?? Main,
            FlowLanguage.English => English ?? Main,
            _ => Main,
        };

    /// <summary>The language a tag or a word stands for: "en-GB", "English", "pt_BR", "português". Null when it is none of ours.</summary>
    public static FlowLanguage? Language(string? tag)
    {
        var folded = Words.Fold(Words.Clean(tag ?? "").Trim()).Replace('_', '-');
        if (folded.StartsWith("en", StringComparison.Ordinal) || folded.StartsWith("ingles", StringComparison.Ordinal))
            return FlowLanguage.English;
        if (folded is "pt-br" or "br" || folded.Contains("brasil", StringComparison.Ordinal))
            return FlowLanguage.Brazilian;
        return folded.StartsWith("pt", StringComparison.Ordinal) || folded.StartsWith("portugues", StringComparison.Ordinal) ? FlowLanguage.Portuguese : null;
    }
}
