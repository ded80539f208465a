using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>POST /api/v1/conversations/{id}/resume: gives the bot the word again; the conversation is nobody's then.</summary>
internal static class ResumeBot
{
    internal static Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationDesk desk, TimeProvider clock, CancellationToken ct) =>
        desk.ChangeAsync(
            id,
            user,
            conversation =>
            {
                if (conversation.ChatbotId is null)
                    return Errors.Conversation.NoChatbot(id);
                if (conversation.BotActive)
                    return null;
                conversation.Resume(clock.GetUtcNow());
                db.Publish(StatusNews.Of(conversation, user));
                return null;
            },
            ct
        );
}
