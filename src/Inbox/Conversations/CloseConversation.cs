using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>POST /api/v1/conversations/{id}/close: it is done. When the customer writes again it opens by itself, with its bot.</summary>
internal static class CloseConversation
{
    internal static Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationDesk desk, TimeProvider clock, CancellationToken ct) =>
        desk.ChangeAsync(
            id,
            user,
            conversation =>
            {
                if (conversation.Status == ConversationStatus.Closed)
                    return null;
                conversation.Close(clock.GetUtcNow());
                db.Publish(StatusNews.Of(conversation, user));
                return null;
            },
            ct
        );
}
