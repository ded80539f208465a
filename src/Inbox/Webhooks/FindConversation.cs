using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A conversation, who it is with, and whether it begins with this update.</summary>
internal sealed record FoundConversation(Conversation Conversation, Contact Contact, bool IsNew);

/// <summary>The conversation of a customer with the number an update is about.</summary>
internal sealed class FindConversation(InboxDbContext db, TimeProvider clock)
{
    internal async Task<FoundConversation> OrBeginAsync(WebhookUpdateReceived update, MessagePeer peer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var number = await db.Numbers.SingleAsync(n => n.PhoneNumberId == update.PhoneNumberId, ct);
        var contact = await FindContact.OrCreateAsync(db, peer, update.OrganizationId, now, ct);
        if (db.Entry(contact).State == EntityState.Added)
            contact.Name ??= await NameOfAsync(contact.PhoneKey, ct);
        var conversation =
            db.Conversations.Local.FirstOrDefault(c => c.NumberId == number.Id && c.ContactId == contact.Id)
            ?? await db.Conversations.SingleOrDefaultAsync(c => c.NumberId == number.Id && c.ContactId == contact.Id, ct);
        if (conversation is not null)
            return new(conversation, contact, IsNew: false);
        conversation = Conversation.Begin(update.OrganizationId, number.Id, contact.Id, number.DefaultChatbotId, now);
        db.Add(conversation);
        return new(conversation, contact, IsNew: true);
    }

    /// <summary>Null when the two never spoke here: what is about an older message is then about nothing of ours.</summary>
    internal async Task<Conversation?> ExistingAsync(WebhookUpdateReceived update, MessagePeer peer, CancellationToken ct)
    {
        var phoneKey = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        return await (
            from conversation in db.Conversations
            join contact in db.Contacts on conversation.ContactId equals contact.Id
            join number in db.Numbers on conversation.NumberId equals number.Id
            where number.PhoneNumberId == update.PhoneNumberId
            where (peer.UserId != null && contact.WaUserId == peer.UserId) || (phoneKey != null && contact.PhoneKey == phoneKey)
            orderby peer.UserId != null && contact.WaUserId == peer.UserId descending, contact.CreatedAt
            select conversation
        ).FirstOrDefaultAsync(ct);
    }

    private Task<string?> NameOfAsync(string? phoneKey, CancellationToken ct) =>
        phoneKey is null ? Task.FromResult<string?>(null) : db.AddressBook.Where(e => e.PhoneKey == phoneKey).Select(e => e.Name).SingleOrDefaultAsync(ct);
}
