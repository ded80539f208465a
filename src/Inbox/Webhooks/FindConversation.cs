using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A conversation, who it is with, and whether it begins with this update.</summary>
internal sealed record FoundConversation(Conversation Conversation, Contact Contact, bool IsNew);

/// <summary>
/// The conversation of a customer with the number an update is about. Contact and conversation are held, in this order: what people do with it at the same
/// instant comes before or after, and is not lost.
/// </summary>
internal sealed class FindConversation(InboxDbContext db, TimeProvider clock)
{
    internal async Task<FoundConversation> OrBeginAsync(WebhookUpdateReceived update, MessagePeer peer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var number = await db.Numbers.SingleAsync(n => n.PhoneNumberId == update.PhoneNumberId, ct);
        var contact = await FindContact.OrCreateAsync(db, peer, update.OrganizationId, now, ct);
        if (db.Entry(contact).State == EntityState.Added)
            contact.Name ??= await NameOfAsync(contact.PhoneKey, ct);
        if (await LockConversation.ByPairAsync(db, number.Id, contact.Id, ct) is { } conversation)
            return new(conversation, contact, IsNew: false);
        var begun = Conversation.Begin(update.OrganizationId, number.Id, contact.Id, number.DefaultChatbotId, now);
        db.Add(begun);
        return new(begun, contact, IsNew: true);
    }

    /// <summary>Null when the two never spoke here: what is about an older message is then about nothing of ours.</summary>
    internal async Task<Conversation?> ExistingAsync(WebhookUpdateReceived update, MessagePeer peer, CancellationToken ct)
    {
        var phoneKey = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var contacts = await db
            .Contacts.Where(c => (peer.UserId != null && c.WaUserId == peer.UserId) || (phoneKey != null && c.PhoneKey == phoneKey))
            .OrderByDescending(c => peer.UserId != null && c.WaUserId == peer.UserId)
            .ThenBy(c => c.CreatedAt)
            .Select(c => c.Id)
            .ToListAsync(ct);
        var number = await db.Numbers.Where(n => n.PhoneNumberId == update.PhoneNumberId).Select(n => n.Id).SingleAsync(ct);
        foreach (var known in contacts)
        {
            var contact = await LockContact.SurvivorAsync(db, known, ct);
            if (await LockConversation.ByPairAsync(db, number, contact.Id, ct) is { } conversation)
                return conversation;
        }
        return null;
    }

    private Task<string?> NameOfAsync(string? phoneKey, CancellationToken ct) =>
        phoneKey is null ? Task.FromResult<string?>(null) : db.AddressBook.Where(e => e.PhoneKey == phoneKey).Select(e => e.Name).SingleOrDefaultAsync(ct);
}
