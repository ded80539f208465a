using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>POST /api/v1/conversations/{id}/reopen: it is not done after all. Who had it has it again; nobody's waits for somebody.</summary>
internal static class ReopenConversation
{
    internal static Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationDesk desk, TimeProvider clock, CancellationToken ct) =>
        desk.ChangeAsync(
            id,
            user,
            conversation =>
            {
                if (conversation.Status != ConversationStatus.Closed)
                    return null;
                conversation.Reopen(clock.GetUtcNow());
                db.Publish(StatusNews.Of(conversation, user));
                return null;
            },
            ct
        );
}

internal static class StatusNews
{
    public static ConversationStatusChanged Of(Conversation conversation, CurrentUser by) =>
        new(
            conversation.OrganizationId,
            conversation.Id,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(conversation.Status.ToString()),
            conversation.BotActive,
            by.UserId
        );
}
