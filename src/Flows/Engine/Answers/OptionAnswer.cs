using System.Globalization;
using System.Text;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Answers;

internal sealed record AnswerOption(string? Id, string Label, string Folded, FlowValue Value);

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
            var label = plain ? item.AsText() : item.Text("label");
            var value = plain || !item.Has("value") ? FlowValue.Of(label) : item.Value("value");
            var folded = Words.Fold(label.Trim());
            if (folded.Length == 0 || options.Exists(o => string.Equals(o.Folded, folded, StringComparison.Ordinal)))
                reader.Fault("question.option_duplicate", ("label", label));
            options.Add(new AnswerOption(plain ? null : item.OptionalText("id"), label.Trim(), folded, value));
        }
        return new OptionAnswer(options);
    }

    /// <summary>The numbered list under the question.</summary>
    public string List()
    {
        var list = new StringBuilder("\n");
        for (var i = 0; i < Options.Count; i++)
            list.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {Options[i].Label}");
        return list.ToString();
    }

    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        var option = ById(replyId) ?? ByLabel(text);
        value = option?.Value ?? FlowValue.None;
        return option is not null;
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
            if (string.Equals(option.Folded, folded, StringComparison.Ordinal))
                return option;
            if (Words.HasPhrase(folded, option.Folded))
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
