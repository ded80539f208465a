namespace Aldrava.Inbox.Contracts;

/// <summary>A conversation as other modules see it.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="ChatbotId">The bot that answers on its number, if any.</param>
/// <param name="BotActive">The bot may speak; false while a person has it.</param>
/// <param name="ContactId">The customer.</param>
/// <param name="ContactName">Their name as known.</param>
/// <param name="ContactPhone">Their number, digits with country code; null when they hide it.</param>
/// <param name="ContactUsername">Their WhatsApp username, if any.</param>
public sealed record ConversationInfo(
    Guid Id,
    Guid? ChatbotId,
    bool BotActive,
    Guid ContactId,
    string? ContactName,
    string? ContactPhone,
    string? ContactUsername
);

/// <summary>A message as other modules see it.</summary>
/// <param name="Id">The message.</param>
/// <param name="Seq">Its place in the conversation.</param>
/// <param name="IsInbound">The customer said it.</param>
/// <param name="Type">Kind of message: <c>text</c>, <c>image</c>, …</param>
/// <param name="Text">The beginning of its words, if it has any.</param>
/// <param name="Status">What became of it: <c>received</c>, <c>queued</c>, <c>sent</c>, <c>delivered</c>, <c>read</c>, <c>failed</c>, …</param>
/// <param name="SentBy">Who said it: <c>contact</c>, <c>bot</c>, <c>user:12</c>, <c>phone</c>.</param>
/// <param name="At">When we stored it.</param>
public sealed record MessageInfo(Guid Id, long Seq, bool IsInbound, string Type, string? Text, string Status, string SentBy, DateTimeOffset At);

/// <summary>A page of a conversation, newest first.</summary>
/// <param name="BeforeAt">Only what is older; of that moment itself, what is before <paramref name="BeforeSeq"/>.</param>
/// <param name="BeforeSeq">Place in the conversation.</param>
/// <param name="Limit">At most so many.</param>
public sealed record MessagePage(DateTimeOffset BeforeAt, long BeforeSeq, int Limit);

/// <summary>What other modules may do with conversations, in the scope's organization and transaction.</summary>
public interface IConversations
{
    /// <summary>One conversation, or null.</summary>
    Task<ConversationInfo?> FindAsync(Guid conversationId, CancellationToken ct);

    /// <summary>What was said, newest first.</summary>
    Task<IReadOnlyList<MessageInfo>> MessagesAsync(Guid conversationId, MessagePage page, CancellationToken ct);

    /// <summary>
    /// Puts something the bot says into the durable outbox; it goes out after the transaction commits, after everything said before it in this
    /// conversation. The same <paramref name="key"/> again says nothing.
    /// </summary>
    Task SayAsync(Guid conversationId, OutgoingContent content, string key, CancellationToken ct);

    /// <summary>The bot falls silent and a person is called for; null for <paramref name="target"/>: whoever is free.</summary>
    Task HandOverAsync(Guid conversationId, string reason, HandOverTarget? target, CancellationToken ct);

    /// <summary>Tells the team something about a conversation: a note of the bot's, which the customer never sees.</summary>
    Task NoteAsync(Guid conversationId, string text, CancellationToken ct);

    /// <summary>Notes the name a customer gave.</summary>
    Task NameContactAsync(Guid conversationId, string name, CancellationToken ct);

    /// <summary>Notes which flow answers.</summary>
    Task SetFlowAsync(Guid conversationId, Guid? flowId, CancellationToken ct);
}
