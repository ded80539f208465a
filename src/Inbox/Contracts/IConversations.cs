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

/// <summary>What other modules may do with conversations, in the scope's organization and transaction.</summary>
public interface IConversations
{
    /// <summary>One conversation, or null.</summary>
    Task<ConversationInfo?> FindAsync(Guid conversationId, CancellationToken ct);

    /// <summary>
    /// Puts a text of the bot into the durable outbox; it goes out after the transaction commits, after everything said before it in this
    /// conversation. The same <paramref name="key"/> again says nothing.
    /// </summary>
    Task SayAsync(Guid conversationId, string text, string key, CancellationToken ct);

    /// <summary>The bot falls silent and a person is called for.</summary>
    Task HandOverAsync(Guid conversationId, string reason, CancellationToken ct);

    /// <summary>Notes the name a customer gave.</summary>
    Task NameContactAsync(Guid conversationId, string name, CancellationToken ct);

    /// <summary>Notes which flow answers.</summary>
    Task SetFlowAsync(Guid conversationId, Guid? flowId, CancellationToken ct);
}
