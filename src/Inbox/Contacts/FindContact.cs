using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>Finds the person behind a message under any of their ids, or meets them.</summary>
internal static class FindContact
{
    internal static async Task<Contact> OrCreateAsync(InboxDbContext db, MessagePeer peer, long organizationId, DateTimeOffset now, CancellationToken ct)
    {
        var phoneKey = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var known = await db
            .Contacts.Where(c => (phoneKey != null && c.PhoneKey == phoneKey) || (peer.UserId != null && c.WaUserId == peer.UserId))
            .OrderBy(c => c.CreatedAt)
            .ThenBy(c => c.Id)
            .ToListAsync(ct);
        // The user id decides: it is always there, and a number may have gone to somebody else.
        var contact = known.Find(c => peer.UserId is not null && c.WaUserId == peer.UserId) ?? known.Find(c => c.PhoneKey == phoneKey && CanBe(c, peer));
        if (contact is null)
        {
            contact = Contact.Of(WithoutTakenPhone(peer, known), organizationId, now);
            db.Add(contact);
        }
        else if (contact.MergedIntoId is not null)
        {
            contact = await ContactMerge.SurvivorAsync(db, contact, ct);
            contact.LearnAsAlias(peer, now);
        }
        else
        {
            contact.Learn(known.Exists(c => c != contact) ? WithoutTakenPhone(peer, known) : peer, now);
        }
        return contact;
    }

    private static bool CanBe(Contact contact, MessagePeer peer) => contact.WaUserId is null || peer.UserId is null || contact.WaUserId == peer.UserId;

    // Two contacts with one number wait for somebody to merge them; until then the number stays where it was.
    private static MessagePeer WithoutTakenPhone(MessagePeer peer, List<Contact> known) =>
        peer.WaId is not null && peer.UserId is not null && known.Exists(c => c.PhoneKey == PhoneNumbers.Canonical(peer.WaId) && c.WaUserId != peer.UserId)
            ? peer with
            {
                WaId = null,
            }
            : peer;
}
