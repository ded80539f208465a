using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>What WhatsApp says of a person besides what they write: that they want no marketing, that their user id changed.</summary>
internal sealed class ApplyContactNews(InboxDbContext db, ContactIdentity identity, TimeProvider clock)
{
    internal async Task ApplyAsync(JsonElement root, CancellationToken ct)
    {
        if (root.Object("user_preference") is { } preference)
            await PreferAsync(root, preference, ct);
        else if (root.Object("user_id_update") is { } change)
            await ChangeIdAsync(root, change, ct);
    }

    private async Task PreferAsync(JsonElement root, JsonElement preference, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (preference.Text("category") is not "marketing_messages" || preference.Text("value") is not ("stop" or "resume" or "signup"))
            return;
        var peer = MessagePeer.Of(root, preference.Text("wa_id"), preference.Text("user_id"), parentUserId: null);
        var key = PhoneNumbers.Normalise(preference.Text("wa_id") ?? peer.WaId) is { } waId ? PhoneNumbers.Canonical(waId) : null;
        var known = await db
            .Contacts.Where(c => (key != null && c.PhoneKey == key) || (peer.UserId != null && c.WaUserId == peer.UserId))
            .OrderBy(c => c.CreatedAt)
            .ToListAsync(ct);
        // What the update itself names goes before what stands beside it.
        var found = preference.Text("wa_id") is not null ? known.Find(c => c.PhoneKey == key) : null;
        if ((found ?? known.Find(c => c.WaUserId == peer.UserId && peer.UserId is not null) ?? known.FirstOrDefault()) is not { } contact)
            return;
        var person = await ContactMerge.SurvivorAsync(db, contact, ct);
        person.SetMarketing(preference.Text("value") is "stop", preference.UnixTime("timestamp") ?? now, now);
    }

    private async Task ChangeIdAsync(JsonElement root, JsonElement change, CancellationToken ct)
    {
        if (change.Object("user_id") is not { } ids || ids.Text("previous") is not { } previous || ids.Text("current") is not { } current)
            return;
        var before = MessagePeer.Of(root, change.Text("wa_id"), previous, parentUserId: null);
        var after = new MessagePeer(WaId: null, JsonText.Bounded(current, WebhookUpdateWriter.LongestId), null, before.Username, before.ProfileName);
        await identity.ChangeAsync(before, after, change.UnixTime("timestamp") ?? clock.GetUtcNow(), ct);
    }
}
