using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Answers;
using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>buttons</c> <c>{text, header, footer, buttons: [title | {id, title, value}], variable, retry_text, max_tries, timeout_seconds}</c>: up to three buttons, answered by a tap, the title or the number.
/// Each button's <c>id</c> is an exit; those without an edge go by the unnamed one.
/// </summary>
internal sealed record ButtonsNode(
    NodeHead Head,
    Patience Patience,
    Template Text,
    LocalText? Header,
    LocalText? Footer,
    OptionAnswer Options,
    int[] Exits,
    int? Slot
) : AskingNode(Head, Patience)
{
    public const int MaxBody = 1024;
    public const int MaxLine = 60;
    public const int MaxTitle = 20;

    private const int MaxButtons = 3;

    public static FlowNode Read(NodeReader data)
    {
        var options = new List<AnswerOption>();
        foreach (var item in data.Items("buttons", 1, MaxButtons))
            OptionAnswer.Add(data, options, ReadChoice(item, options.Count + 1, MaxTitle));
        return new ButtonsNode(
            data.Head,
            Patience.Read(data, suffix: null, MaxBody),
            data.Message("text", suffix: null, MaxBody),
            data.OptionalLocal("header", MaxLine),
            data.OptionalLocal("footer", MaxLine),
            new OptionAnswer(options),
            ReadExits(data, options),
            data.Has("variable") ? data.Variable("variable") : null
        );
    }

    /// <summary>A title, or an object with one; the id is its number when it has none.</summary>
    public static AnswerOption ReadChoice(NodeReader item, int number, int maxTitle)
    {
        var plain = item.Data.ValueKind == JsonValueKind.String;
        var title = plain ? new LocalText(item.AsText().Trim()) : item.Local("title", maxTitle);
        if (plain && title.Main.Length > maxTitle)
            item.Fault("text.too_long", ("field", "title"), ("max", maxTitle.ToString(CultureInfo.InvariantCulture)));
        var id = (plain ? null : item.OptionalText("id")) ?? number.ToString(CultureInfo.InvariantCulture);
        if (id.Length > ReplyIds.MaxChoiceLength)
            item.Fault("text.too_long", ("field", "id"), ("max", ReplyIds.MaxChoiceLength.ToString(CultureInfo.InvariantCulture)));
        return AnswerOption.Of(id, title, plain || !item.Has("value") ? FlowValue.Of(title.Main) : item.Value("value"));
    }

    /// <summary>An exit for each choice; the unnamed one is needed where a choice has none of its own.</summary>
    public static int[] ReadExits(NodeReader data, List<AnswerOption> options)
    {
        if (options.DistinctBy(o => o.Id, StringComparer.Ordinal).Count() != options.Count)
            data.Fault("condition.handle_duplicate", ("handle", string.Join(", ", options.Select(o => o.Id))));
        var exits = options.DistinctBy(o => o.Id, StringComparer.Ordinal).Select(o => data.Exit(o.Id, ExitKind.Optional)).ToArray();
        var next = data.Exit(null, exits.Length > 0 && Array.TrueForAll(exits, e => e != Nowhere) ? ExitKind.Optional : ExitKind.Required);
        return [.. exits.Select(e => e == Nowhere ? next : e)];
    }

    protected override string Ask(Turn turn, Retry? retry)
    {
        var (text, language) = (Worded(turn, Text, retry, MaxBody), turn.Language);
        var buttons = Options.Options.Select(o => new ReplyButton(ReplyIds.Of(this, o.Id!), o.Label.In(language)));
        return turn.Ask(this, text, new OutgoingContent.Buttons(text, [.. buttons], Header?.In(language), Footer?.In(language)));
    }

    protected override int? Take(Turn turn, FlowInput.Message message, string? said)
    {
        if (message.Kind is not (MessageKind.Text or MessageKind.Reply) || Options.Find(said ?? "", ReplyIds.Choice(this, message.ReplyId)) is not { } chosen)
            return null;
        if (Slot is { } slot)
            turn.Write(slot, chosen.Value);
        turn.Trace(this, said, chosen.Value.ToString());
        return Exits[Options.Options.TakeWhile(o => o != chosen).Count()];
    }
}
