using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>GET /api/v1/conversations/{id}: one conversation, with the templates that may be sent in it. One that was merged into another answers as that.</summary>
internal static class ShowConversation
{
    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationReader reader, CancellationToken ct)
    {
        var live = id;
        while (await db.Conversations.Where(c => c.Id == live).Select(c => c.MergedIntoId).SingleOrDefaultAsync(ct) is { } next)
            live = next;
        return await db.ShowsAsync(live, user, ct) ? TypedResults.Ok(await reader.ShowAsync(live, user, ct)) : Errors.Conversation.NotFound(id);
    }
}
