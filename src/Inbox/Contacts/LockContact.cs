using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>
/// Holds contacts until the end of the open transaction. Whoever changes a contact and a conversation in one transaction holds the contact first, and of
/// several contacts all at once: then nobody waits for somebody who waits for them.
/// </summary>
internal static class LockContact
{
    /// <summary>As it is now, whatever this scope has read of it before.</summary>
    internal static async Task<Contact> ByIdAsync(InboxDbContext db, Guid id, CancellationToken ct)
    {
        var known = db.Contacts.Local.FirstOrDefault(c => c.Id == id);
        var locked = (
            await db
                .Contacts.FromSql($"select * from inbox.contacts where organization_id = {db.TenantId} and id = {id} for no key update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).Single();
        if (known is not null && db.Entry(known).State == EntityState.Unchanged)
            await db.Entry(known).ReloadAsync(ct);
        return locked;
    }

    /// <summary>Who stands for this contact.</summary>
    internal static async Task<Contact> SurvivorAsync(InboxDbContext db, Guid id, CancellationToken ct)
    {
        while (true)
        {
            var contact = await ByIdAsync(db, id, ct);
            if (contact.MergedIntoId is not { } next)
                return contact;
            id = next;
        }
    }

    /// <summary>The one a conversation is with.</summary>
    internal static Task<int> OfConversationAsync(InboxDbContext db, Guid conversationId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            select 1 from inbox.contacts where organization_id = {db.TenantId}
              and id = (select contact_id from inbox.conversations where organization_id = {db.TenantId} and id = {conversationId}) for no key update
            """,
            ct
        );

    /// <summary>Contacts and all their conversations, so that nothing is said in them until the transaction ends.</summary>
    internal static async Task<List<Contact>> WithConversationsAsync(InboxDbContext db, Guid[] ids, CancellationToken ct)
    {
        var known = db.Contacts.Local.Where(c => ids.Contains(c.Id) && db.Entry(c).State == EntityState.Unchanged).ToList();
        var contacts = await db
            .Contacts.FromSql($"select * from inbox.contacts where organization_id = {db.TenantId} and id = any ({ids}) order by id for update")
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        foreach (var contact in known)
            await db.Entry(contact).ReloadAsync(ct);
        await ConversationsAsync(db, ids, ct);
        return contacts;
    }

    /// <summary>All conversations of contacts that are held.</summary>
    internal static async Task<List<Conversations.Conversation>> ConversationsAsync(InboxDbContext db, Guid[] ids, CancellationToken ct)
    {
        var known = db.Conversations.Local.Where(c => ids.Contains(c.ContactId) && db.Entry(c).State == EntityState.Unchanged).ToList();
        var conversations = await db
            .Conversations.FromSql(
                $"select * from inbox.conversations where organization_id = {db.TenantId} and contact_id = any ({ids}) order by id for update"
            )
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        foreach (var conversation in known)
            await db.Entry(conversation).ReloadAsync(ct);
        return conversations;
    }
}
