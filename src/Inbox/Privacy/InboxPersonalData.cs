using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Privacy;

/// <summary>A person in the inbox: who they are on WhatsApp, and every word that went either way.</summary>
internal sealed class InboxPersonalData(InboxDbContext db, IMediaLibrary library) : IPersonalData
{
    public async Task FindAsync(PersonKeys person, CancellationToken ct)
    {
        string[] phones = [.. person.Phones.Concat(person.Phones.Select(PhoneNumbers.Canonical)).Distinct(StringComparer.Ordinal)];
        string[] users = [.. person.UserIds];
        Guid[] known = [.. person.ConversationIds];
        Guid[] ids = [.. person.ContactIds];
        // One after the other, as each has an index; joined by "or" none would be used.
        var theirs = await db
            .Contacts.Where(c => c.PhoneKey != null && phones.Contains(c.PhoneKey))
            .Select(c => c.Id)
            .Union(db.Contacts.Where(c => c.WaUserId != null && users.Contains(c.WaUserId)).Select(c => c.Id))
            .Union(db.Conversations.Where(talk => known.Contains(talk.Id)).Select(talk => talk.ContactId))
            .ToListAsync(ct);
        theirs.AddRange(ids);
        var contacts = await db.Contacts.AsNoTracking().Where(c => theirs.Contains(c.Id)).ToListAsync(ct);
        contacts.AddRange(await MergedAsync([.. contacts.Select(c => c.Id)], ct));
        var numbers = await db.Numbers.Select(n => n.PhoneNumberId).ToListAsync(ct);
        foreach (var contact in contacts)
        {
            person.ContactIds.Add(contact.Id);
            foreach (var name in new[] { contact.Name, contact.ProfileName, contact.Username })
                person.AddName(name);
            foreach (var phone in new[] { contact.Phone, contact.WaId, contact.PhoneKey })
                person.AddPhone(phone is null ? null : $"+{phone}");
            if (contact.WaId is not null)
                person.Spellings.Add(contact.WaId);
            if (contact.WaUserId is not null)
                person.UserIds.Add(contact.WaUserId);
            foreach (var number in numbers)
            {
                person.EventKeys.Add(LaneKey.OfCustomer(number, contact.WaId, userId: null));
                person.EventKeys.Add(LaneKey.OfCustomer(number, waId: null, contact.WaUserId));
            }
        }
        Guid[] found = [.. person.ContactIds];
        person.ConversationIds.UnionWith(await db.Conversations.Where(c => found.Contains(c.ContactId)).Select(c => c.Id).ToListAsync(ct));
        person.EventKeys.UnionWith(person.ConversationIds.Select(id => $"conversation:{id}"));
    }

    // Who was merged into them, and whom they were merged into: the same person.
    private async Task<List<Contact>> MergedAsync(List<Guid> known, CancellationToken ct)
    {
        var more = new List<Contact>();
        while (true)
        {
            var next = await db
                .Contacts.Where(c => c.MergedIntoId != null && known.Contains(c.MergedIntoId.Value))
                .Select(c => c.Id)
                .Union(db.Contacts.Where(c => known.Contains(c.Id) && c.MergedIntoId != null).Select(c => c.MergedIntoId!.Value))
                .ToListAsync(ct);
            var found = await db.Contacts.AsNoTracking().Where(c => next.Contains(c.Id) && !known.Contains(c.Id)).ToListAsync(ct);
            if (found.Count == 0)
                return more;
            more.AddRange(found);
            known.AddRange(found.Select(c => c.Id));
        }
    }

    public async Task ExportAsync(PersonKeys person, IPersonalDataWriter writer, CancellationToken ct)
    {
        Guid[] contacts = [.. person.ContactIds];
        Guid[] conversations = [.. person.ConversationIds];
        await writer.WriteAsync(
            "contacts.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select (to_jsonb(r) - 'organization_id' - 'phone_key' - 'search')::text as "Value" from inbox.contacts r
                    where organization_id = {db.TenantId} and id = any ({contacts}) order by created_at, id
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );
        await writer.WriteAsync(
            "conversations.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select (to_jsonb(r) - 'organization_id')::text as "Value" from inbox.conversations r
                    where organization_id = {db.TenantId} and id = any ({conversations}) order by created_at, id
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );
        await writer.WriteAsync(
            "messages.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select jsonb_build_object('conversation_id', conversation_id, 'direction', direction, 'type', type, 'text', text, 'content', content,
                      'earlier', earlier, 'status', status, 'sent_by', sent_by, 'created_at', created_at)::text as "Value" from inbox.messages
                    where organization_id = {db.TenantId} and conversation_id = any ({conversations}) order by conversation_id, seq
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );
        await ExportNotesAsync(conversations, writer, ct);
    }

    private Task ExportNotesAsync(Guid[] conversations, IPersonalDataWriter writer, CancellationToken ct) =>
        writer.WriteAsync(
            "conversation_notes.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select jsonb_build_object('conversation_id', conversation_id, 'user_id', user_id, 'text', text, 'created_at', created_at)::text as "Value"
                    from inbox.notes where organization_id = {db.TenantId} and conversation_id = any ({conversations}) order by created_at, id
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(PersonKeys person, Erasure erasure, CancellationToken ct)
    {
        var organization = db.TenantId;
        Guid[] contacts = [.. person.ContactIds];
        Guid[] conversations = [.. person.ConversationIds];
        // Before their conversations, as everybody does.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from inbox.contacts where organization_id = {organization} and id = any ({contacts}) order by id for no key update",
            ct
        );
        var files = await EraseFilesAsync(conversations, ct);
        await db.Database.ExecuteSqlAsync(
            $"delete from inbox.reactions where organization_id = {organization} and conversation_id = any ({conversations})",
            ct
        );
        string[] phoneKeys = [.. person.Phones.Select(PhoneNumbers.Canonical)];
        await db.Database.ExecuteSqlAsync($"delete from inbox.address_book where organization_id = {organization} and phone_key = any ({phoneKeys})", ct);
        return new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["media_files"] = files,
            ["messages"] = await db.Database.ExecuteSqlAsync(
                $"""
                update inbox.messages set text = null, content = null, payload = null, error = null, wamid = null, context_wamid = null, earlier = null, due_at = null,
                  sending_since = null, status = case when status in ('queued', 'sending') then 'failed' else status end
                where organization_id = {organization} and conversation_id = any ({conversations})
                """,
                ct
            ),
            ["conversations"] = await db.Database.ExecuteSqlAsync(
                $"""
                update inbox.conversations set last_message = null, status = 'closed', bot_active = false, unread_count = 0, updated_at = {erasure.At}
                where organization_id = {organization} and id = any ({conversations})
                """,
                ct
            ),
            ["conversation_notes"] = await db.Database.ExecuteSqlAsync(
                $"update inbox.notes set text = {erasure.Text} where organization_id = {organization} and conversation_id = any ({conversations})",
                ct
            ),
            // What they were before: with it a merge could be undone, and they would be back.
            ["contact_merges"] = await db.ContactMerges.Where(m => contacts.Contains(m.ContactId) || contacts.Contains(m.OtherId)).ExecuteDeleteAsync(ct),
            ["contacts"] = await db.Database.ExecuteSqlAsync(
                $$"""
                update inbox.contacts set name = {{erasure.Name}}, profile_name = null, username = null, phone = null, phone_key = null, wa_id = null,
                  wa_user_id = null, former_user_id = null, user_id_told_at = null, email = null, notes = null, language = null, custom_fields = '{}', updated_at = {{erasure.At}}
                where organization_id = {{organization}} and id = any ({{contacts}})
                """,
                ct
            ),
            ["webhooks"] = await EraseRawAsync(person, ct),
        };
    }

    private async Task<int> EraseFilesAsync(Guid[] conversations, CancellationToken ct)
    {
        var files = await db.MediaFiles.Where(f => db.Messages.Any(m => m.Id == f.MessageId && conversations.Contains(m.ConversationId))).ToListAsync(ct);
        foreach (var name in files.SelectMany(f => new[] { f.Name, f.PlayableName }).OfType<string>())
            await library.DiscardAsync(name, ct);
        db.RemoveRange(files);
        await db.SaveChangesAsync(ct);
        return files.Count;
    }

    // The bodies as Meta sent them: a batch may tell of others too, but nobody reads it any more.
    private async Task<int> EraseRawAsync(PersonKeys person, CancellationToken ct)
    {
        string[] marks = [.. Digits(person).Concat(person.UserIds).Distinct(StringComparer.Ordinal)];
        if (marks.Length == 0)
            return 0;
        var sandboxed = await db.Database.ExecuteSqlAsync(
            $"""
            with files as (delete from inbox.sandbox_media where phone = any ({marks}))
            delete from inbox.sandbox_messages where (phone = any ({marks}) or user_id = any ({marks}))
              and phone_number_id in (select phone_number_id from inbox.numbers where organization_id = {db.TenantId})
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync($"delete from inbox.sandbox_people where phone = any ({marks}) or user_id = any ({marks})", ct);
        var updates = await db.Database.ExecuteSqlAsync(
            $$"""
            update inbox.updates set body = '{}' where organization_id = {{db.TenantId}}
              and exists (select from unnest({{marks}}) mark where position(mark in body) > 0)
            """,
            ct
        );
        var webhooks = await db.Database.ExecuteSqlAsync(
            $"""
            update inbox.webhooks set body = ''
            where exists (select from unnest({marks}) mark where position(convert_to(mark, 'UTF8') in body) > 0)
              and exists (select from inbox.numbers n where n.organization_id = {db.TenantId} and position(convert_to(n.phone_number_id, 'UTF8') in body) > 0)
            """,
            ct
        );
        return webhooks + updates + sandboxed;
    }

    private static IEnumerable<string> Digits(PersonKeys person) => person.Phones.Concat(person.Phones.SelectMany(PhoneNumbers.Variants));
}
