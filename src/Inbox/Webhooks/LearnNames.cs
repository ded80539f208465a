using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>The address book of the business app: its names are learnt, for people who write and for those who may. A name given here is not overwritten.</summary>
internal sealed class LearnNames(InboxDbContext db, TimeProvider clock)
{
    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        if (body.Object("value")?.Array("state_sync") is not { } entries)
            return false;
        foreach (var entry in entries.EnumerateArray())
            await LearnAsync(update, entry, ct);
        return true;
    }

    private async Task LearnAsync(WebhookUpdateReceived update, JsonElement entry, CancellationToken ct)
    {
        var contact = entry.Object("contact");
        if (PhoneNumbers.Normalise(contact.Text("phone_number")) is not { } phone)
            return;
        var key = PhoneNumbers.Canonical(phone);
        var known = db.AddressBook.Local.FirstOrDefault(e => e.PhoneKey == key) ?? await db.AddressBook.SingleOrDefaultAsync(e => e.PhoneKey == key, ct);
        var name = entry.Text("action") is "remove" ? null : contact.Text("full_name") ?? contact.Text("first_name");
        if (name is null)
        {
            if (known is not null)
                db.Remove(known);
            return;
        }
        name = JsonText.Cut(name, WebhookUpdateWriter.LongestName);
        var before = known?.Name;
        if (known is null)
            db.Add(
                new AddressBookEntry
                {
                    OrganizationId = update.OrganizationId,
                    PhoneKey = key,
                    Name = name,
                    UpdatedAt = clock.GetUtcNow(),
                }
            );
        else
            (known.Name, known.UpdatedAt) = (name, clock.GetUtcNow());
        if (await db.Contacts.SingleOrDefaultAsync(c => c.PhoneKey == key, ct) is { } person && (person.Name is null || person.Name == before))
            person.Name = name;
    }
}
