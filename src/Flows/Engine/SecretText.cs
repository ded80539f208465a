namespace Aldrava.Flows.Engine;

/// <summary>A text with the names of secrets in it: texts at even places, names at odd ones. What a customer wrote is only ever a text, whatever is in it.</summary>
internal sealed record SecretText(IReadOnlyList<string> Pieces)
{
    public const string Prefix = "secret.";

    public IEnumerable<string> Secrets => Pieces.Where((_, index) => index % 2 == 1);

    /// <summary>The whole text; <paramref name="secret"/> answers what stands under a name.</summary>
    public string Fill(Func<string, string> secret) => string.Concat(Pieces.Select((piece, index) => index % 2 == 1 ? secret(piece) : piece));
}

/// <summary>A template in which <c>{{secret.name}}</c> stays a name.</summary>
internal sealed class SecretTemplate
{
    private readonly List<Template> texts = [];
    private readonly List<string> names = [];

    public static SecretTemplate Read(NodeReader reader, string field, string text)
    {
        var made = new SecretTemplate();
        var from = 0;
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", open + 2, StringComparison.Ordinal))
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            var name = close < 0 ? "" : VariableNames.Canonical(text[(open + 2)..close]);
            if (!name.StartsWith(SecretText.Prefix, StringComparison.Ordinal) || !VariableNames.IsValid(name))
                continue;
            made.texts.Add(reader.Parse(field, text[from..open]));
            made.names.Add(name[SecretText.Prefix.Length..]);
            from = close + 2;
        }
        made.texts.Add(reader.Parse(field, text[from..]));
        return made;
    }

    /// <summary>The variable, when it is nothing else.</summary>
    public Template? Single => texts is [{ IsSingleVariable: true } only] ? only : null;

    public bool HasSecrets => names.Count > 0;

    public SecretText Render(Turn turn, FlowNode node, Func<string, string> escape)
    {
        var pieces = new List<string>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0)
                pieces.Add(names[i - 1]);
            pieces.Add(texts[i].Render(turn, node, escape));
        }
        return new SecretText(pieces);
    }
}
