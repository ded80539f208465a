using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>POST /api/v1/conversations/{id}/pause: the bot falls silent, and whoever silenced it has the conversation if nobody else does.</summary>
internal static class PauseBot
{
    internal static Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationDesk desk, TimeProvider clock, CancellationToken ct) =>
        desk.ChangeAsync(
            id,
            user,
            conversation =>
            {
                if (!conversation.BotActive)
                    return null;
                conversation.AssignTo(conversation.AssignedTo ?? user.UserId, clock.GetUtcNow());
                db.Publish(StatusNews.Of(conversation, user));
                return null;
            },
            ct
        );
}
