using System.Text.Json.Nodes;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>POST /api/v1/contacts/merges/{id}/undo: takes a merge back; everything is as it was. Refused once something happened since that could not be told apart.</summary>
internal static class UndoMerge
{
    /// <summary>May have changed since: when it was last touched, and that somebody read it.</summary>
    private static readonly string[] Passing = ["updated_at", "unread_count"];

    internal static async Task<IResult> Handle(
        Guid id,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.ContactMerges.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } found)
            return Errors.Contact.MergeNotFound(id);
        await LockContact.WithConversationsAsync(db, [found.ContactId, found.OtherId], ct);
        var merge = await db.ContactMerges.SingleAsync(m => m.Id == id, ct);
        if (merge.UndoneAt is not null)
            return Errors.Contact.MergeUndone(id);
        var current = JsonNode.Parse(await ContactMerge.SnapshotAsync(db, merge.ContactId, merge.OtherId, ct))!.AsObject();
        if (await ReasonAsync(db, merge, current, ct) is { } reason)
            return Errors.Contact.CannotUndo(id, reason);

        await RestoreAsync(db, merge, current, ct);
        (merge.UndoneAt, merge.UndoneBy) = (clock.GetUtcNow(), user.UserId);
        db.ChangeTracker.Entries().Where(e => e.Entity != merge).ToList().ForEach(e => e.State = EntityState.Detached);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("contact.merge_undone", $"contact:{merge.ContactId}", new { other_id = merge.OtherId, merge_id = id }, ct);
        var contacts = await db.Contacts.AsNoTracking().Where(c => c.Id == merge.ContactId || c.Id == merge.OtherId).ToListAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(contacts.OrderBy(c => c.Id == merge.ContactId ? 0 : 1).Select(ContactView.Of).ToList());
    }

    private static async Task<string?> ReasonAsync(InboxDbContext db, ContactMergeRecord merge, JsonObject current, CancellationToken ct)
    {
        var after = JsonNode.Parse(merge.After)!.AsObject();
        if (await ContactMerge.LastSeqAsync(db, merge.ContactId, merge.OtherId, ct) > merge.LastSeq || !SameKeys(after, current))
            return "new_messages";
        if (await db.Contacts.AnyAsync(c => c.Id == merge.ContactId && c.MergedIntoId != null, ct))
            return "merged_again";
        if (!Same(after["contacts"]!, current["contacts"]!))
            return "contact_changed";
        if (await IdsTakenAsync(db, merge, ct))
            return "ids_taken";
        return Same(after["conversations"]!, current["conversations"]!) ? null : "conversation_changed";
    }

    // Somebody else has a number or user id by now that one of the two had before.
    private static Task<bool> IdsTakenAsync(InboxDbContext db, ContactMergeRecord merge, CancellationToken ct)
    {
        var before = JsonNode.Parse(merge.Before)!["contacts"]!.AsObject().Select(c => c.Value!).ToList();
        string[] phones = [.. before.Select(c => (string?)c["phone_key"]).OfType<string>()];
        string[] userIds = [.. before.Select(c => (string?)c["wa_user_id"]).OfType<string>()];
        return db
            .Contacts.Where(c => c.Id != merge.ContactId && c.Id != merge.OtherId)
            .AnyAsync(c => phones.Contains(c.PhoneKey) || userIds.Contains(c.WaUserId), ct);
    }

    private static bool SameKeys(JsonObject after, JsonObject current) =>
        after["conversations"]!
            .AsObject()
            .Select(c => c.Key)
            .ToHashSet(StringComparer.Ordinal)
            .SetEquals(current["conversations"]!.AsObject().Select(c => c.Key));

    // Columns that came after the merge are not compared: nobody knows what they were.
    private static bool Same(JsonNode after, JsonNode current) =>
        after
            .AsObject()
            .All(row =>
                row.Value!.AsObject()
                    .Where(column => !Passing.Contains(column.Key))
                    .All(column => JsonNode.DeepEquals(column.Value, current[row.Key]?[column.Key]))
            );

    private static async Task RestoreAsync(InboxDbContext db, ContactMergeRecord merge, JsonObject current, CancellationToken ct)
    {
        var before = JsonNode.Parse(merge.Before)!.AsObject();
        // The one that stays first: it gives back the number that the other gets.
        foreach (var contact in new[] { merge.ContactId, merge.OtherId })
            await RestoreAsync(db, "inbox.contacts", before["contacts"]![contact.ToString()]!, ct);
        foreach (var (id, row) in before["conversations"]!.AsObject())
        {
            // Read since: it stays read.
            var unread = current["conversations"]![id]!["unread_count"]!;
            if (!JsonNode.DeepEquals(unread, JsonNode.Parse(merge.After)!["conversations"]![id]!["unread_count"]))
                row!["unread_count"] = 0;
            await RestoreAsync(db, "inbox.conversations", row!, ct);
        }
        await MoveBackAsync(db, merge.Moved, ct);
    }

    private static async Task MoveBackAsync(InboxDbContext db, string moved, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            update inbox.messages m set conversation_id = conversation.key::uuid
            from jsonb_each({moved}::jsonb -> 'messages') conversation cross join lateral jsonb_array_elements_text(conversation.value) message
            where m.organization_id = {db.TenantId} and m.id = message::uuid
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update inbox.reactions r set conversation_id = conversation.key::uuid
            from jsonb_each({moved}::jsonb -> 'reactions') conversation cross join lateral jsonb_array_elements_text(conversation.value) wamid
            where r.organization_id = {db.TenantId} and r.target_wamid = wamid
            """,
            ct
        );
        // Those that came since are where the message is.
        await db.Database.ExecuteSqlAsync(
            $"""
            update inbox.reactions r set conversation_id = m.conversation_id
            from jsonb_each({moved}::jsonb -> 'messages') conversation cross join lateral jsonb_array_elements_text(conversation.value) message
            join inbox.messages m on m.organization_id = {db.TenantId} and m.id = message::uuid
            where r.organization_id = {db.TenantId} and r.target_wamid = m.wamid and r.conversation_id <> m.conversation_id
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update inbox.notes n set conversation_id = conversation.key::uuid
            from jsonb_each({moved}::jsonb -> 'notes') conversation cross join lateral jsonb_array_elements_text(conversation.value) note
            where n.organization_id = {db.TenantId} and n.id = note::uuid
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from inbox.conversation_labels l
            using jsonb_each({moved}::jsonb -> 'labels') conversation cross join lateral jsonb_array_elements_text(conversation.value) label
            where l.organization_id = {db.TenantId} and l.conversation_id = conversation.key::uuid and l.label_id = label::uuid
            """,
            ct
        );
    }

    private static Task<int> RestoreAsync(InboxDbContext db, string table, JsonNode row, CancellationToken ct)
    {
        var json = row.ToJsonString();
        return db.Database.ExecuteSqlAsync($"select inbox.restore_row({table}::regclass, {json}::jsonb)", ct);
    }
}
