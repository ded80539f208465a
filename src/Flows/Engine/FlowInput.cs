namespace Aldrava.Flows.Engine;

internal enum MessageKind
{
    Text,

    /// <summary>A tap on a button or list row: text is its title, the reply id its id.</summary>
    Reply,

    /// <summary>Image, audio, video, document, sticker; text is the caption, if any.</summary>
    Media,

    /// <summary>An emoji on a message: says nothing to a flow and is passed over.</summary>
    Reaction,

    /// <summary>Location, contacts, order and whatever WhatsApp adds.</summary>
    Other,
}

/// <summary>What makes a flow go on. A closed set: one at a time, in order.</summary>
internal abstract record FlowInput
{
    private FlowInput() { }

    /// <param name="Type">As WhatsApp calls it: <c>image</c>, <c>location</c>, ….</param>
    /// <param name="Id">Names the message, for answers that are kept as what came.</param>
    public sealed record Message(MessageKind Kind, string? Text, string? ReplyId = null, string? Type = null, Guid? Id = null) : FlowInput;

    /// <summary>The clock says a deadline may have passed; harmless when it has not.</summary>
    public sealed record Timeout : FlowInput;

    /// <summary>The bot has the conversation back from a person: an open question is asked again.</summary>
    public sealed record Resumed : FlowInput;

    /// <summary>Goes on in the flow that the state names, after <see cref="FlowStatus.Switching"/>.</summary>
    public sealed record Switched : FlowInput;

    /// <summary>What came of an effect that needed a result.</summary>
    public abstract record Result : FlowInput;

    /// <summary>Answers <see cref="FlowEffect.CreateLead"/>.</summary>
    public sealed record LeadCreated(long Id, string? AgentName = null) : Result;

    /// <summary>The effect could not be performed, for a reason that is no bug: the flow takes the node's <c>error</c> edge or a human takes over.</summary>
    public sealed record RequestFailed(string Code) : Result;

    /// <summary>Answers <see cref="FlowEffect.CallApi"/>: one value for each path that was asked for.</summary>
    public sealed record ApiAnswered(int Status, IReadOnlyList<FlowValue> Values) : Result;

    /// <summary>Answers <see cref="FlowEffect.FindFlow"/>.</summary>
    public sealed record FlowFound(FlowPlace Place) : Result;

    public static Message Says(string text) => new(MessageKind.Text, text);
}
