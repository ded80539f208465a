using Aldrava.Flows.Engine.Answers;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>consent</c> <c>{text, purpose, version, accept, decline, variable, …}</c>: asks with two buttons and records the answer with the words it was given to. Exits: the unnamed one (given) and <c>declined</c>.
/// </summary>
internal sealed record ConsentNode(NodeHead Head, Patience Patience, Template Text, string Purpose, string Version, OptionAnswer Options, int? Slot)
    : AskingNode(Head, Patience)
{
    private const int MaxName = 100;
    private const string Given = "given";

    public required int Next { get; init; }
    public required int Declined { get; init; }

    public static FlowNode Read(NodeReader data)
    {
        var options = new List<AnswerOption>();
        OptionAnswer.Add(data, options, AnswerOption.Of(Given, data.Local("accept", ButtonsNode.MaxTitle), FlowValue.Of(true)));
        OptionAnswer.Add(data, options, AnswerOption.Of("declined", data.Local("decline", ButtonsNode.MaxTitle), FlowValue.Of(false)));
        return new ConsentNode(
            data.Head,
            Patience.Read(data, suffix: null, ButtonsNode.MaxBody),
            data.Message("text", suffix: null, ButtonsNode.MaxBody),
            Name(data, "purpose"),
            Name(data, "version"),
            new OptionAnswer(options),
            data.Has("variable") ? data.Variable("variable") : null
        )
        {
            Next = data.Exit(),
            Declined = data.Exit("declined"),
        };
    }

    protected override string Ask(Turn turn, Retry? retry)
    {
        var (text, language) = (Worded(turn, Text, retry, ButtonsNode.MaxBody), turn.Language);
        var buttons = Options.Options.Select(o => new ReplyButton(ReplyIds.Of(this, o.Id!), o.Label.In(language)));
        return turn.Ask(this, text, new OutgoingContent.Buttons(text, [.. buttons]));
    }

    protected override int? Take(Turn turn, FlowInput.Message message, string? said)
    {
        if (message.Kind is not (MessageKind.Text or MessageKind.Reply) || Options.Find(said ?? "", ReplyIds.Choice(this, message.ReplyId)) is not { } chosen)
            return null;
        if (Slot is { } slot)
            turn.Write(slot, chosen.Value);
        turn.Record(new FlowEffect.RecordConsent(Purpose, Version, Worded(turn, Text, null, ButtonsNode.MaxBody), chosen.Value.Bool));
        turn.Trace(this, said, chosen.Id);
        return chosen.Value.Bool ? Next : Declined;
    }

    private static string Name(NodeReader data, string field)
    {
        var name = data.Text(field);
        if (name.Length > MaxName)
            data.Fault("field.too_long", ("field", field), ("max", $"{MaxName}"));
        return name;
    }
}
