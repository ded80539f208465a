using System.Globalization;
using System.Text;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Answers;

/// <param name="Folded">The label as it is compared, in each language.</param>
internal sealed record AnswerOption(string? Id, LocalText Label, string[] Folded, FlowValue Value)
{
    public static AnswerOption Of(string? id, LocalText label, FlowValue value) =>
        new(id, label, [.. label.All.Select(l => Words.Fold(l.Trim())).Distinct(StringComparer.Ordinal)], value);
}

/// <summary>One of a few: by number ("2", "2)", "opção 2"), by label without regard to case and accents, or by the only label found in a longer sentence.</summary>
internal sealed record OptionAnswer(IReadOnlyList<AnswerOption> Options) : AnswerRule
{
    private const int MaxOptions = 30;

    public static OptionAnswer ReadOptions(NodeReader reader)
    {
        var options = new List<AnswerOption>();
        foreach (var item in reader.Items("options", 1, MaxOptions))
        {
            var plain = item.Data.ValueKind == JsonValueKind.String;
            var label = plain ? new LocalText(item.AsText().Trim()) : item.Local("label", FlowValue.MaxTextLength);
            var value = plain || !item.Has("value") ? FlowValue.Of(label.Main.Trim()) : item.Value("value");
            Add(reader, options, AnswerOption.Of(plain ? null : item.OptionalText("id"), label, value));
        }
        return new OptionAnswer(options);
    }

    /// <summary>Adds one that nobody can mistake for another.</summary>
    public static void Add(NodeReader reader, List<AnswerOption> options, AnswerOption option)
    {
        if (option.Folded.Contains("", StringComparer.Ordinal) || options.Exists(o => o.Folded.Intersect(option.Folded, StringComparer.Ordinal).Any()))
            reader.Fault("question.option_duplicate", ("label", option.Label.Main));
        options.Add(option);
    }

    /// <summary>The numbered list under the question.</summary>
    public LocalText List() =>
        Options.All(o => o.Label.IsPlain)
            ? new LocalText(List(FlowLanguage.Portuguese))
            : new LocalText(List(FlowLanguage.Portuguese), List(FlowLanguage.Brazilian), List(FlowLanguage.English));

    public AnswerOption? Find(string text, string? id) => ById(id) ?? ByLabel(text);

    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        var option = Find(text, replyId);
        value = option?.Value ?? FlowValue.None;
        return option is not null;
    }

    private string List(FlowLanguage language)
    {
        var list = new StringBuilder("\n");
        for (var i = 0; i < Options.Count; i++)
            list.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {Options[i].Label.In(language).Trim()}");
        return list.ToString();
    }

    private AnswerOption? ById(string? id) => id is null ? null : Options.FirstOrDefault(o => string.Equals(o.Id, id, StringComparison.Ordinal));

    private AnswerOption? ByLabel(string text)
    {
        var folded = Words.Fold(text.Trim());
        if (folded.Length == 0)
            return null;
        AnswerOption? inside = null;
        var found = 0;
        foreach (var option in Options)
        {
            if (option.Folded.Contains(folded, StringComparer.Ordinal))
                return option;
            if (Array.Exists(option.Folded, label => Words.HasPhrase(folded, label)))
                (inside, found) = (option, found + 1);
        }
        return ByNumber(folded) ?? (found == 1 ? inside : null);
    }

    private AnswerOption? ByNumber(string folded)
    {
        var digits = (folded.StartsWith("opcao", StringComparison.Ordinal) ? folded["opcao".Length..] : folded).Trim(
            ' ',
            '.',
            ')',
            '(',
            '-',
            ':',
            '#',
            'º',
            'ª'
        );
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= Options.Count
            ? Options[number - 1]
            : null;
    }
}
