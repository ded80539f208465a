using System.Text.Json;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>The people a change names, found by what they are called, never by their place in the list.</summary>
internal sealed class WebhookContacts
{
    private readonly Dictionary<string, JsonElement> _byId = new(StringComparer.Ordinal);
    private readonly JsonElement? _only;

    internal WebhookContacts(JsonElement value)
    {
        var count = 0;
        foreach (var contact in value.Array("contacts").Items())
        {
            if (PhoneNumbers.Normalise(contact.Text("wa_id")) is { } waId)
                _byId.TryAdd(PhoneNumbers.Canonical(waId), contact);
            if (contact.Text("user_id") is { } userId)
                _byId.TryAdd(userId, contact);
            _only = ++count == 1 ? contact : null;
        }
    }

    internal JsonElement? Find(string? waId, string? userId)
    {
        if (waId is null && userId is null)
            return _only; // An update that names nobody can only be about the one person named beside it.
        if (userId is not null && _byId.TryGetValue(userId, out var byUser))
            return byUser;
        return waId is not null && _byId.TryGetValue(PhoneNumbers.Canonical(waId), out var byPhone) ? byPhone : null;
    }
}
