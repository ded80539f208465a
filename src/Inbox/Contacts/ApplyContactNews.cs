using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Webhooks;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>What WhatsApp says of a person besides what they write: that they want no marketing, that their user id changed.</summary>
internal static class ApplyContactNews
{
    internal static async Task ApplyAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement root, DateTimeOffset now, CancellationToken ct)
    {
        if (root.Object("user_preference") is { } preference)
            await PreferAsync(db, root, preference, now, ct);
        else if (root.Object("user_id_update") is { } change)
            await ChangeIdAsync(db, root, change, now, ct);
    }

    private static async Task PreferAsync(InboxDbContext db, JsonElement root, JsonElement preference, DateTimeOffset now, CancellationToken ct)
    {
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

    private static async Task ChangeIdAsync(InboxDbContext db, JsonElement root, JsonElement change, DateTimeOffset now, CancellationToken ct)
    {
        if (change.Object("user_id") is not { } ids || ids.Text("previous") is not { } previous || ids.Text("current") is not { } current)
            return;
        var before = MessagePeer.Of(root, change.Text("wa_id"), previous, parentUserId: null);
        var after = new MessagePeer(WaId: null, JsonText.Bounded(current, WebhookUpdateWriter.LongestId), null, before.Username, before.ProfileName);
        await ContactIdentity.ChangeAsync(db, before, after, now, ct);
    }
}
