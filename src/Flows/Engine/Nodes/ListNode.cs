using System.Globalization;
using Aldrava.Flows.Engine.Answers;
using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

internal sealed record ListChoice(AnswerOption Option, LocalText? Description, int Section);

/// <summary>
/// <c>list</c> <c>{text, button, header, footer, rows | sections: [{title, rows}] | rows_variable, variable, …}</c>: up to ten rows to choose one from, fixed or out of a variable, answered by a tap, the title or the number.
/// Each fixed row's <c>id</c> is an exit; those without an edge go by the unnamed one. <c>empty</c> is the exit when the variable holds no rows.
/// </summary>
internal sealed record ListNode(NodeHead Head, Patience Patience, ListTexts Texts, ListChoice[] Fixed, LocalText?[] Sections, int[] Exits)
    : AskingNode(Head, Patience)
{
    public const int MaxRows = 10;
    public const int MaxTitle = 24;
    public const int MaxDescription = 72;

    private const string Empty = "empty";

    public override bool LeavesAtOnce(string handle) => handle == Empty;

    public required int Next { get; init; }
    public required int NoRows { get; init; }
    public required int? Rows { get; init; }
    public required int? Slot { get; init; }

    public static FlowNode Read(NodeReader data)
    {
        var rows = data.Has("rows_variable") ? data.ReadVariable("rows_variable", mayBeUnset: false) : (int?)null;
        var (choices, sections) = rows is null ? ReadRows(data) : ([], [null]);
        var exits = rows is null ? ButtonsNode.ReadExits(data, [.. choices.Select(c => c.Option)]) : [];
        return new ListNode(data.Head, Patience.Read(data), ListTexts.Read(data), [.. choices], [.. sections], exits)
        {
            Next = rows is null ? Nowhere : data.Exit(),
            NoRows = rows is null ? Nowhere : data.Exit(Empty, ExitKind.Optional),
            Rows = rows,
            Slot = data.Has("variable") ? data.Variable("variable") : null,
        };
    }

    public override int Enter(Turn turn)
    {
        if (Current(turn).Length > 0)
            return base.Enter(turn);
        if (NoRows == Nowhere)
            return turn.HandOver(this, "list_empty");
        turn.Trace(this, error: "list_empty");
        return NoRows;
    }

    protected override string Ask(Turn turn, Retry? retry)
    {
        var (text, language) = (Worded(turn, Texts.Body, retry, MessageSplitter.MaxLength), turn.Language);
        var rows = Current(turn)
            .GroupBy(c => c.Section)
            .Select(section => new ListSection(
                Sections[section.Key]?.In(language),
                [.. section.Select(c => new ListRow(ReplyIds.Of(this, c.Option.Id!), c.Option.Label.In(language), c.Description?.In(language)))]
            ));
        return turn.Ask(
            this,
            text,
            new OutgoingContent.List(text, Texts.Button.In(language), [.. rows], Texts.Header?.In(language), Texts.Footer?.In(language))
        );
    }

    protected override int? Take(Turn turn, FlowInput.Message message, string? said)
    {
        if (message.Kind is not (MessageKind.Text or MessageKind.Reply))
            return null;
        var options = new OptionAnswer([.. Current(turn).Select(c => c.Option)]);
        if (options.Find(said ?? "", ReplyIds.Choice(this, message.ReplyId)) is not { } chosen)
            return null;
        if (Slot is { } slot)
            turn.Write(slot, chosen.Value);
        turn.Trace(this, said, chosen.Value.ToString());
        return Rows is null ? Exits[options.Options.TakeWhile(o => o != chosen).Count()] : Next;
    }

    private ListChoice[] Current(Turn turn) => Rows is { } slot ? VariableRows.Read(turn.Peek(slot)) : Fixed;

    private static (List<ListChoice> Choices, List<LocalText?> Sections) ReadRows(NodeReader data)
    {
        var (options, choices, sections) = (new List<AnswerOption>(), new List<ListChoice>(), new List<LocalText?>());
        foreach (var section in data.Has("sections") ? data.Items("sections", 1, MaxRows) : [data])
        {
            // A list with one section needs no title for it.
            sections.Add(data.Has("sections") ? section.OptionalLocal("title", MaxTitle) : null);
            foreach (var row in section.Items("rows", 1, MaxRows))
            {
                var option = ButtonsNode.ReadChoice(row, options.Count + 1, MaxTitle);
                OptionAnswer.Add(data, options, option);
                choices.Add(new ListChoice(option, row.OptionalLocal("description", MaxDescription), sections.Count - 1));
            }
        }
        if (sections.Count > 1 && sections.Contains(null))
            data.Fault("field.required", ("field", "sections.title"));
        if (choices.Count > MaxRows)
            data.Fault("field.invalid", ("field", "rows"), ("expected", "list"), ("max", MaxRows.ToString(CultureInfo.InvariantCulture)));
        return (choices, sections);
    }
}

/// <summary>What stands round the rows.</summary>
internal sealed record ListTexts(Template Body, LocalText Button, LocalText? Header, LocalText? Footer)
{
    public static ListTexts Read(NodeReader data) =>
        new(
            data.Message("text"),
            data.Local("button", ButtonsNode.MaxTitle),
            data.OptionalLocal("header", ButtonsNode.MaxLine),
            data.OptionalLocal("footer", ButtonsNode.MaxLine)
        );
}
