using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>GET /api/v1/conversations/{id}: one conversation, with the templates that may be sent in it.</summary>
internal static class ShowConversation
{
    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationReader reader, CancellationToken ct) =>
        await db.ShowsAsync(id, user, ct) ? TypedResults.Ok(await reader.ShowAsync(id, user, ct)) : Errors.Conversation.NotFound(id);
}
