using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>
/// Cuts a webhook's body into updates that stand alone. One body may carry a thousand updates of several accounts and numbers;
/// a broken one stops none of its neighbours, and no bytes at all make it throw.
/// </summary>
internal static class WebhookParser
{
    internal static WebhookEnvelope Split(ReadOnlyMemory<byte> body)
    {
        using var document = JsonText.TryParse(body);
        if (document is null)
            return new(WebhookSense.NotJson, []);

        var updates = new List<WebhookUpdate>();
        var root = document.RootElement;
        if (root.Array("entry") is { } entries)
        {
            foreach (var entry in entries.EnumerateArray())
                AddEntry(updates, entry);
        }
        else if (root.Object("value") is not null)
        {
            // The samples of Meta's dashboard are a bare change.
            AddChange(updates, businessAccountId: null, entryField: null, root);
        }
        return new(updates.Count > 0 ? WebhookSense.Understood : WebhookSense.NoSense, updates);
    }

    private static void AddEntry(List<WebhookUpdate> updates, JsonElement entry)
    {
        var businessAccountId = entry.Text("id") is { } id ? JsonText.Bounded(id, WebhookUpdateWriter.LongestId) : null;
        var before = updates.Count;
        foreach (var change in entry.Array("changes").Items())
            AddChange(updates, businessAccountId, entry.Text("field"), change);
        if (updates.Count == before)
            updates.Add(new WebhookChange(businessAccountId, entry.Text("field") ?? "", entry).Whole());
    }

    private static void AddChange(List<WebhookUpdate> updates, string? businessAccountId, string? entryField, JsonElement change)
    {
        var value = change.Object("value") ?? change;
        // Meta's own examples have put the field into the value and into the entry.
        var field = change.Text("field") ?? value.Text("field") ?? entryField ?? "";
        var whole = new WebhookChange(businessAccountId, field, value);
        var before = updates.Count;
        foreach (var (array, name, kind) in WebhookChange.PartsOf(field))
        {
            foreach (var item in value.Array(array).Items())
                updates.Add(whole.Part(name, kind, item));
        }
        foreach (var thread in field is "history" ? value.Array("history").Items().SelectMany(part => part.Array("threads").Items()) : [])
            updates.Add(whole.Part("history_thread", WebhookKind.Other, thread));
        if (field is "messages" && value.Member("errors") is { } errors)
            updates.Add(whole.Part("errors", WebhookKind.Other, errors));
        if (updates.Count == before)
            updates.Add(whole.Whole());
    }
}
