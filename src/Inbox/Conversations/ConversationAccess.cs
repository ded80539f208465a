using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

internal sealed class ConversationAccess(InboxDbContext db) : IConversationAccess
{
    public Task<bool> MaySeeAsync(Guid conversationId, CurrentUser user, CancellationToken ct) =>
        db.Conversations.AnyAsync(c => c.Id == conversationId && (user.SeesAll || c.AssignedTo == null || c.AssignedTo == user.UserId), ct);
}
