using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>A person changed their number or user id and stays the same contact.</summary>
internal static class ContactIdentity
{
    /// <summary>Whoever began to write under the new ids this long before the news is the same person; an older contact had the number before them.</summary>
    private static readonly TimeSpan SamePerson = TimeSpan.FromDays(7);

    /// <summary>Gives the contact its new ids, in the open transaction. If they wrote under them already, the two contacts are merged.</summary>
    /// <param name="db">The scope's context.</param>
    /// <param name="before">Who they were; any of the ids.</param>
    /// <param name="after">Who they are; an id that is not said stays.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>The contact; null when nobody is known under the old ids.</returns>
    internal static async Task<Contact?> ChangeAsync(InboxDbContext db, MessagePeer before, MessagePeer after, DateTimeOffset now, CancellationToken ct)
    {
        if (await FindAsync(db, before, ct) is not { } found)
            return null;
        var person = await ContactMerge.SurvivorAsync(db, found, ct);
        foreach (var holder in await HoldersAsync(db, after, person.Id, ct))
        {
            if (holder.MergedIntoId == person.Id)
                continue;
            if (IsSamePerson(holder, after, now))
            {
                await ContactMerge.LockAsync(db, person.Id, holder.Id, ct);
                await ContactMerge.JoinAsync(db, person, holder, by: null, now, ct);
            }
            else
            {
                holder.GiveUpIds(after, now);
                await db.SaveChangesAsync(ct);
            }
        }
        await TakeAsync(db, person, after, now, ct);
        await db.SaveChangesAsync(ct);
        return person;
    }

    private static bool IsSamePerson(Contact holder, MessagePeer after, DateTimeOffset now) =>
        holder.MergedIntoId is null && (after.UserId is not null && holder.WaUserId == after.UserId || holder.CreatedAt > now - SamePerson);

    private static async Task<Contact?> FindAsync(InboxDbContext db, MessagePeer peer, CancellationToken ct)
    {
        var key = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var known = await db
            .Contacts.Where(c => (key != null && c.PhoneKey == key) || (peer.UserId != null && c.WaUserId == peer.UserId))
            .OrderBy(c => c.CreatedAt)
            .ToListAsync(ct);
        return known.Find(c => peer.UserId is not null && c.WaUserId == peer.UserId) ?? known.FirstOrDefault();
    }

    private static async Task<List<Contact>> HoldersAsync(InboxDbContext db, MessagePeer peer, Guid person, CancellationToken ct)
    {
        var key = peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
        return await db
            .Contacts.Where(c => c.Id != person && ((key != null && c.PhoneKey == key) || (peer.UserId != null && c.WaUserId == peer.UserId)))
            .OrderBy(c => c.CreatedAt)
            .ToListAsync(ct);
    }

    // The new ids may still stand on the row that was merged: it gives them up, or stays an alias where the person has both.
    private static async Task TakeAsync(InboxDbContext db, Contact person, MessagePeer after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var alias in await HoldersAsync(db, after, person.Id, ct))
            alias.GiveUpIds(after, now);
        await db.SaveChangesAsync(ct);
        person.Learn(after, now);
    }
}
