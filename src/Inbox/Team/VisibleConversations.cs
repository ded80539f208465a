using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Who sees which conversations: an agent those that nobody has, their own and those of their departments; the others all. One that was merged into another is seen as that.</summary>
internal static class VisibleConversations
{
    internal static IQueryable<Conversation> VisibleTo(this IQueryable<Conversation> conversations, CurrentUser user, InboxDbContext db) =>
        user.SeesAll
            ? conversations.Where(c => c.MergedIntoId == null)
            : conversations.Where(c =>
                c.MergedIntoId == null
                && (
                    c.AssignedTo == null
                    || c.AssignedTo == user.UserId
                    || db.DepartmentMembers.Any(m => m.DepartmentId == c.DepartmentId && m.UserId == user.UserId)
                )
            );

    internal static Task<bool> ShowsAsync(this InboxDbContext db, Guid conversationId, CurrentUser user, CancellationToken ct) =>
        db.Conversations.VisibleTo(user, db).AnyAsync(c => c.Id == conversationId, ct);
}
