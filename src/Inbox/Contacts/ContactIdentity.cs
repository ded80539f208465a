using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>A person changed their number or user id and stays the same contact. The one way in which that happens, whoever tells of it.</summary>
internal sealed class ContactIdentity(InboxDbContext db, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Whoever began to write under the new ids this long before the news is the same person; an older contact had the number before them.</summary>
    private static readonly TimeSpan SamePerson = TimeSpan.FromDays(7);

    /// <summary>
    /// Holds everybody whom a change of ids may concern, with their conversations, so that <see cref="ChangeAsync(Contact, MessagePeer, DateTimeOffset, CancellationToken)"/>
    /// finds them as they are.
    /// </summary>
    /// <returns>Under which ids they are known: the old ones, else, when the change was told before, the new ones.</returns>
    internal async Task<MessagePeer> HoldAsync(MessagePeer before, MessagePeer after, CancellationToken ct)
    {
        var person = await FindAsync(before, ct);
        var holders = await HoldersAsync(after, Guid.Empty, ct);
        var concerned = new HashSet<Guid>();
        foreach (var contact in person is null ? holders : [person, .. holders])
        {
            concerned.Add(contact.Id);
            concerned.Add((await ContactMerge.SurvivorAsync(db, contact, ct)).Id);
        }
        if (concerned.Count > 0)
            await LockContact.WithConversationsAsync(db, [.. concerned], ct);
        return person is null && holders.Count > 0 ? after : before;
    }

    /// <summary>Gives the contact its new ids, in the open transaction.</summary>
    /// <param name="before">Who they were; any of the ids.</param>
    /// <param name="after">Who they are; an id that is not said stays.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>The contact; null when nobody is known under the old ids.</returns>
    internal async Task<Contact?> ChangeAsync(MessagePeer before, MessagePeer after, DateTimeOffset at, CancellationToken ct)
    {
        await HoldAsync(before, after, ct);
        if (await FindAsync(before, ct) is not { } found)
            return null;
        var person = await ContactMerge.SurvivorAsync(db, found, ct);
        await ChangeAsync(person, after, at, ct);
        return person;
    }

    /// <summary>
    /// Gives a contact that is held its new ids. If they wrote under them already, the two contacts are merged, which can be undone; somebody else who had
    /// them before has them no more.
    /// </summary>
    internal async Task ChangeAsync(Contact person, MessagePeer after, DateTimeOffset at, CancellationToken ct)
    {
        var key = KeyOf(after);
        if (!after.IsKnown || ((key is null || key == person.PhoneKey) && (after.UserId is null || after.UserId == person.WaUserId)))
            return;
        var now = clock.GetUtcNow();
        var holders = await HoldersAsync(after, person.Id, ct);
        var same = holders.FindAll(h => IsSamePerson(h, after, now));
        // The id under which they wrote from the new number is the one that goes with it.
        after = after with
        {
            UserId = after.UserId ?? same.Find(h => key is not null && h.PhoneKey == key)?.WaUserId,
        };
        foreach (var other in holders.Where(h => !same.Contains(h) && h.MergedIntoId != person.Id))
            other.GiveUpIds(after, now);
        await db.SaveChangesAsync(ct);
        foreach (var early in same)
            await JoinAsync(person, early, early == same[^1] ? () => TakeAsync(person, after, at, ct) : null, now, ct);
        if (same.Count == 0)
            await TakeAsync(person, after, at, ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task JoinAsync(Contact person, Contact early, Func<Task>? also, DateTimeOffset now, CancellationToken ct)
    {
        var merge = await ContactMerge.JoinAsync(db, person, early, by: null, now, ct, also);
        await audit.WriteAsync(
            "contact.merged",
            $"contact:{person.Id}",
            new
            {
                other_id = early.Id,
                merge_id = merge.Id,
                told_by = "whatsapp",
            },
            ct
        );
    }

    // Who has the number but another user id than the one that goes with it now is somebody else, however young.
    private static bool IsSamePerson(Contact holder, MessagePeer after, DateTimeOffset now) =>
        holder.MergedIntoId is null
        && (after.UserId is not null && holder.WaUserId is not null ? holder.WaUserId == after.UserId : holder.CreatedAt > now - SamePerson);

    private async Task<Contact?> FindAsync(MessagePeer peer, CancellationToken ct)
    {
        var key = KeyOf(peer);
        var known = await db
            .Contacts.Where(c => (key != null && c.PhoneKey == key) || (peer.UserId != null && (c.WaUserId == peer.UserId || c.FormerUserId == peer.UserId)))
            .OrderBy(c => c.CreatedAt)
            .ToListAsync(ct);
        return known.Find(c => peer.UserId is not null && c.WaUserId == peer.UserId)
            ?? known.Find(c => key is not null && c.PhoneKey == key)
            ?? known.Find(c => c.WaUserId is null);
    }

    private async Task<List<Contact>> HoldersAsync(MessagePeer peer, Guid besides, CancellationToken ct)
    {
        var key = KeyOf(peer);
        return await db
            .Contacts.Where(c => c.Id != besides && ((key != null && c.PhoneKey == key) || (peer.UserId != null && c.WaUserId == peer.UserId)))
            .OrderBy(c => c.CreatedAt)
            .ToListAsync(ct);
    }

    // The new ids may still stand on the row that was merged: it gives them up.
    private async Task TakeAsync(Contact person, MessagePeer after, DateTimeOffset at, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var alias in await HoldersAsync(after, person.Id, ct))
            alias.GiveUpIds(after, now);
        await db.SaveChangesAsync(ct);
        person.Move(after, at, now);
        await db.SaveChangesAsync(ct);
    }

    private static string? KeyOf(MessagePeer peer) => peer.WaId is { } waId ? PhoneNumbers.Canonical(waId) : null;
}
