using System.Runtime.CompilerServices;
using System.Text;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

/// <summary>A text with <c>{{variables}}</c>, taken apart once. Values are put in as they are and never read as templates again.</summary>
internal sealed class Template
{
    /// <summary>Four messages: more than anybody wants to read, and an end to texts that grow by their own values.</summary>
    public const int MaxRenderedLength = 4 * MessageSplitter.MaxLength;

    private readonly string[] literals;
    private readonly int[] slots;

    private Template? brazilian;
    private Template? english;

    private Template(string[] literals, int[] slots) => (this.literals, this.slots) = (literals, slots);

    /// <summary>The whole text when it is always the same.</summary>
    public string? Static => slots.Length == 0 && !IsLocal ? literals[0] : null;

    public bool IsSingleVariable => slots.Length == 1 && literals[0].Length == 0 && literals[1].Length == 0 && !IsLocal;

    private bool IsLocal => brazilian is not null || english is not null;

    public ReadOnlySpan<int> Slots => slots;

    /// <summary>Answers null, and the piece at fault, when the braces don't hold a variable's name.</summary>
    public static Template? Parse(string text, Func<string, int> slotOf, out string fault)
    {
        var pieces = new List<string>();
        var variables = new List<int>();
        var from = 0;
        fault = "";
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", from, StringComparison.Ordinal))
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            var name = close < 0 ? "" : VariableNames.Canonical(text[(open + 2)..close]);
            if (!VariableNames.IsValid(name))
            {
                fault = Words.Cut(text[open..(close < 0 ? text.Length : close + 2)], VariableNames.MaxLength);
                return null;
            }
            pieces.Add(text[from..open]);
            variables.Add(slotOf(name));
            from = close + 2;
        }
        pieces.Add(text[from..]);
        return new Template([.. pieces], [.. variables]);
    }

    /// <summary>The same in other languages, where they are given.</summary>
    public Template With(Template? brazilianText, Template? englishText) =>
        brazilianText is null && englishText is null ? this : new Template(literals, slots) { brazilian = brazilianText, english = englishText };

    /// <summary>The value itself, with its type, when the template is nothing but one variable; else text.</summary>
    public FlowValue Value(Turn turn, FlowNode node) => IsSingleVariable ? turn.Read(node, slots[0]) : FlowValue.Of(Render(turn, node));

    public string Render(Turn turn, FlowNode node)
    {
        if (IsLocal)
            return RenderLocal(turn, node);
        if (slots.Length == 0)
            return literals[0];
        if (IsSingleVariable)
            return turn.Read(node, slots[0]).ToString();
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[512]);
        text.AppendLiteral(literals[0]);
        var length = literals[0].Length;
        for (var i = 0; i < slots.Length && length <= MaxRenderedLength; i++)
        {
            var value = turn.Read(node, slots[i]).ToString();
            text.AppendLiteral(value);
            text.AppendLiteral(literals[i + 1]);
            length += value.Length + literals[i + 1].Length;
        }
        return Words.Cut(text.ToStringAndClear(), MaxRenderedLength);
    }

    /// <summary>With every value, but not what stands round them, written as <paramref name="escape"/> does.</summary>
    public string Render(Turn turn, FlowNode node, Func<string, string> escape)
    {
        var text = new StringBuilder(literals[0]);
        for (var i = 0; i < slots.Length && text.Length <= MaxRenderedLength; i++)
            text.Append(escape(turn.Read(node, slots[i]).ToString())).Append(literals[i + 1]);
        return text.ToString();
    }

    private string RenderLocal(Turn turn, FlowNode node) =>
        turn.Language switch
        {
            FlowLanguage.Brazilian when brazilian is not null => brazilian.Render(turn, node),
            FlowLanguage.English when english is not null => english.Render(turn, node),
            _ => new Template(literals, slots).Render(turn, node),
        };
}
