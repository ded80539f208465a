using Aldrava.Flows.Data;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>A conversation in which the bot has the word, and the bot.</summary>
internal sealed record Talk(ConversationInfo Conversation, ActiveChatbot Chatbot);

/// <summary>Tells whether a bot may speak in a conversation.</summary>
internal sealed class TalkingBot(FlowsDbContext db, IConversations conversations)
{
    /// <summary>Null while a person has the conversation, or no chatbot that is switched on.</summary>
    public async Task<Talk?> FindAsync(Guid conversationId, CancellationToken ct)
    {
        if (await conversations.FindAsync(conversationId, ct) is not { BotActive: true, ChatbotId: { } chatbotId } conversation)
            return null;
        return await ActiveChatbot.FindAsync(db, chatbotId, ct) is { } chatbot ? new Talk(conversation, chatbot) : null;
    }
}
