using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>A person changed number or id, and WhatsApp says so: the contact goes along. What another contact has already stays with that one.</summary>
internal static class FollowChange
{
    internal static async Task ApplyAsync(InboxDbContext db, Contact contact, PeerChange change, DateTimeOffset now, CancellationToken ct)
    {
        if ((change.NewWaId ?? change.NewUserId) is null || (change.NewWaId == contact.WaId && change.NewUserId == contact.WaUserId))
            return;
        var phoneKey = change.NewWaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var userId = change.NewUserId is { } id ? JsonText.Bounded(id, WebhookUpdateWriter.LongestId) : null;
        var taken = await db.Contacts.AnyAsync(
            c => c.Id != contact.Id && ((phoneKey != null && c.PhoneKey == phoneKey) || (userId != null && c.WaUserId == userId)),
            ct
        );
        if (!taken)
            contact.Move(change.NewWaId, userId, now);
    }
}
