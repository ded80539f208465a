using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>Finds the person behind a message under any of their ids and holds them, or meets them.</summary>
internal static class FindContact
{
    internal static async Task<Contact> OrCreateAsync(InboxDbContext db, MessagePeer peer, long organizationId, DateTimeOffset now, CancellationToken ct)
    {
        var phoneKey = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var known = await db
            .Contacts.AsNoTracking()
            .Where(c => (phoneKey != null && c.PhoneKey == phoneKey) || (peer.UserId != null && c.WaUserId == peer.UserId))
            .OrderBy(c => c.CreatedAt)
            .ThenBy(c => c.Id)
            .ToListAsync(ct);
        // The user id decides: it is always there, and a number may have gone to somebody else.
        var found = known.Find(c => peer.UserId is not null && c.WaUserId == peer.UserId) ?? known.Find(c => c.PhoneKey == phoneKey && CanBe(c, peer));
        if (found is null)
        {
            var met = Contact.Of(WithoutTakenPhone(peer, known), organizationId, now);
            db.Add(met);
            return met;
        }
        var contact = await LockContact.SurvivorAsync(db, found.Id, ct);
        if (contact.Id != found.Id)
            contact.LearnAsAlias(peer, now);
        else
            contact.Learn(known.Count > 1 ? WithoutTakenPhone(peer, known) : peer, now);
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
