using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>Makes two contacts one. The other stays as a row that points to the first, so that its ids still find the person; so do conversations that were joined.</summary>
internal static class ContactMerge
{
    /// <summary>Joins the two in the open transaction; both are fresh and held (<see cref="LockContact.WithConversationsAsync"/>).</summary>
    /// <param name="also">What belongs to the merge and is undone with it.</param>
    internal static async Task<ContactMergeRecord> JoinAsync(
        InboxDbContext db,
        Contact keep,
        Contact other,
        long? by,
        DateTimeOffset now,
        CancellationToken ct,
        Func<Task>? also = null
    )
    {
        await db.SaveChangesAsync(ct);
        var before = await SnapshotAsync(db, keep.Id, other.Id, ct);
        var given = other.MergeInto(keep, now);
        // First: no two may have the same number even for a moment.
        await db.SaveChangesAsync(ct);
        keep.Absorb(other, given, now);
        var moved = await JoinConversationsAsync(db, keep, other, ct);
        await db.SaveChangesAsync(ct);
        if (also is not null)
            await also();
        var record = new ContactMergeRecord
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = keep.OrganizationId,
            ContactId = keep.Id,
            OtherId = other.Id,
            MergedBy = by,
            MergedAt = now,
            Before = before,
            After = await SnapshotAsync(db, keep.Id, other.Id, ct),
            Moved = JsonSerializer.Serialize(moved, Json.Options),
            LastSeq = await LastSeqAsync(db, keep.Id, other.Id, ct),
        };
        db.Add(record);
        await db.SaveChangesAsync(ct);
        return record;
    }

    /// <summary>The contact that stands for this one now.</summary>
    internal static async Task<Contact> SurvivorAsync(InboxDbContext db, Contact contact, CancellationToken ct)
    {
        while (contact.MergedIntoId is { } next)
            contact = await db.Contacts.SingleAsync(c => c.Id == next, ct);
        return contact;
    }

    /// <summary>The two contacts and all their conversations as they are, JSON.</summary>
    internal static Task<string> SnapshotAsync(InboxDbContext db, Guid keep, Guid other, CancellationToken ct) =>
        db
            .Database.SqlQuery<string>(
                $$"""
                select jsonb_build_object(
                  'contacts', (select jsonb_object_agg(c.id, to_jsonb(c) - 'search') from inbox.contacts c
                    where c.organization_id = {{db.TenantId}} and (c.id = {{keep}} or c.id = {{other}})),
                  'conversations', coalesce((select jsonb_object_agg(c.id, to_jsonb(c)) from inbox.conversations c
                    where c.organization_id = {{db.TenantId}} and (c.contact_id = {{keep}} or c.contact_id = {{other}})), '{}'))::text as "Value"
                """
            )
            .SingleAsync(ct);

    internal static Task<long> LastSeqAsync(InboxDbContext db, Guid keep, Guid other, CancellationToken ct) =>
        db
            .Database.SqlQuery<long>(
                $"""
                select coalesce(max(last.seq), 0) as "Value" from inbox.conversations c
                cross join lateral (select max(m.seq) as seq from inbox.messages m where m.organization_id = c.organization_id and m.conversation_id = c.id) last
                where c.organization_id = {db.TenantId} and (c.contact_id = {keep} or c.contact_id = {other})
                """
            )
            .SingleAsync(ct);

    // On a number where both spoke the messages move into one; where only the other did, the whole conversation changes hands.
    private static async Task<MovedRows> JoinConversationsAsync(InboxDbContext db, Contact keep, Contact other, CancellationToken ct)
    {
        var all = await LockContact.ConversationsAsync(db, [keep.Id, other.Id], ct);
        var moved = new MovedRows([], [], [], []);
        foreach (var theirs in all.Where(c => c.ContactId == other.Id && c.MergedIntoId is null).ToList())
        {
            if (all.Find(c => c.ContactId == keep.Id && c.NumberId == theirs.NumberId) is not { } ours)
            {
                theirs.BelongTo(keep.Id);
                continue;
            }
            ours.Absorb(theirs);
            moved.Messages[theirs.Id] = await MoveMessagesAsync(db, theirs.Id, ours.Id, ct);
            moved.Notes[theirs.Id] = await MoveNotesAsync(db, theirs.Id, ours.Id, ct);
            moved.Reactions[theirs.Id] = await MoveReactionsAsync(db, theirs.Id, ours.Id, ct);
            moved.Labels[ours.Id] = await CopyLabelsAsync(db, theirs.Id, ours.Id, ct);
        }
        return moved;
    }

    private static async Task<Guid[]> MoveMessagesAsync(InboxDbContext db, Guid from, Guid to, CancellationToken ct) =>
        [
            .. await db
                .Database.SqlQuery<Guid>(
                    $"""
                    update inbox.messages set conversation_id = {to} where organization_id = {db.TenantId} and conversation_id = {from} returning id as "Value"
                    """
                )
                .ToListAsync(ct),
        ];

    private static async Task<Guid[]> MoveNotesAsync(InboxDbContext db, Guid from, Guid to, CancellationToken ct) =>
        [
            .. await db
                .Database.SqlQuery<Guid>(
                    $"""
                    update inbox.notes set conversation_id = {to} where organization_id = {db.TenantId} and conversation_id = {from} returning id as "Value"
                    """
                )
                .ToListAsync(ct),
        ];

    // Also those of messages that did not come yet.
    private static async Task<string[]> MoveReactionsAsync(InboxDbContext db, Guid from, Guid to, CancellationToken ct) =>
        [
            .. await db
                .Database.SqlQuery<string>(
                    $"""
                    update inbox.reactions r set conversation_id = {to}
                    where r.organization_id = {db.TenantId} and r.conversation_id = {from} and not exists (
                      select 1 from inbox.reactions o
                      where o.organization_id = r.organization_id and o.conversation_id = {to} and o.target_wamid = r.target_wamid and o.author = r.author)
                    returning target_wamid as "Value"
                    """
                )
                .ToListAsync(ct),
        ];

    private static async Task<Guid[]> CopyLabelsAsync(InboxDbContext db, Guid from, Guid to, CancellationToken ct) =>
        [
            .. await db
                .Database.SqlQuery<Guid>(
                    $"""
                    insert into inbox.conversation_labels (organization_id, conversation_id, label_id, added_at)
                    select organization_id, {to}, label_id, added_at from inbox.conversation_labels
                    where organization_id = {db.TenantId} and conversation_id = {from} on conflict do nothing returning label_id as "Value"
                    """
                )
                .ToListAsync(ct),
        ];

    /// <param name="Messages">By the conversation they came from.</param>
    /// <param name="Notes">The same.</param>
    /// <param name="Labels">Those that a conversation got.</param>
    /// <param name="Reactions">Meta's ids of the messages they are about, by the conversation they came from.</param>
    private sealed record MovedRows(
        Dictionary<Guid, Guid[]> Messages,
        Dictionary<Guid, Guid[]> Notes,
        Dictionary<Guid, Guid[]> Labels,
        Dictionary<Guid, string[]> Reactions
    );
}
