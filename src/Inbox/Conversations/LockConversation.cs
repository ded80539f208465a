using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>Holds a conversation until the end of the open transaction, so that who has it is decided by one at a time.</summary>
internal static class LockConversation
{
    /// <summary>The one of a contact, who is held, with a number.</summary>
    internal static async Task<Conversation?> ByPairAsync(InboxDbContext db, Guid numberId, Guid contactId, CancellationToken ct)
    {
        var known = db.Conversations.Local.FirstOrDefault(c => c.NumberId == numberId && c.ContactId == contactId);
        if (known is not null && db.Entry(known).State != EntityState.Unchanged)
            return known;
        var locked = (
            await db
                .Conversations.FromSql(
                    $"""
                    select * from inbox.conversations
                    where organization_id = {db.TenantId} and number_id = {numberId} and contact_id = {contactId} for no key update
                    """
                )
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
        if (known is not null)
            await db.Entry(known).ReloadAsync(ct);
        return locked;
    }

    /// <summary>As it is now, whatever this scope has read of it before; null when the organization has none of that id.</summary>
    internal static async Task<Conversation?> ByIdAsync(InboxDbContext db, Guid id, CancellationToken ct)
    {
        var known = db.Conversations.Local.FirstOrDefault(c => c.Id == id);
        var locked = (
            await db
                .Conversations.FromSql($"select * from inbox.conversations where organization_id = {db.TenantId} and id = {id} for no key update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
        if (known is not null && locked is not null)
            await db.Entry(known).ReloadAsync(ct);
        return locked;
    }
}
