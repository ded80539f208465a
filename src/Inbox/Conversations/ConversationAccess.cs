using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

internal sealed class ConversationAccess(InboxDbContext db) : IConversationAccess
{
    public Task<bool> MaySeeAsync(Guid conversationId, CurrentUser user, CancellationToken ct) => db.ShowsAsync(conversationId, user, ct);
}
