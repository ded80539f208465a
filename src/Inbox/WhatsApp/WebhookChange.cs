using System.Text.Json;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>One change of a webhook: the number it concerns, the people it names, and its updates cut out one by one.</summary>
internal sealed class WebhookChange
{
    private readonly string? _businessAccountId;
    private readonly string _field;
    private readonly JsonElement _value;
    private readonly WebhookContacts _contacts;
    private readonly string? _phoneNumberId;

    internal WebhookChange(string? businessAccountId, string field, JsonElement value)
    {
        _businessAccountId = businessAccountId;
        _field = JsonText.Bounded(field, WebhookUpdateWriter.LongestId);
        _value = value;
        _contacts = new WebhookContacts(value);
        _phoneNumberId = value.Object("metadata").Text("phone_number_id") is { } id ? JsonText.Bounded(id, WebhookUpdateWriter.LongestId) : null;
    }

    /// <summary>The arrays a field carries, cut into one update an item. A field that is not here is one update as it is.</summary>
    internal static IReadOnlyList<(string Array, string Name, WebhookKind Kind)> PartsOf(string field) =>
        field switch
        {
            "messages" => [("messages", "message", WebhookKind.Message), ("statuses", "status", WebhookKind.Status)],
            "smb_message_echoes" => [("message_echoes", "message_echo", WebhookKind.Other)],
            // Files of old messages come by themselves, after the threads.
            "history" => [("messages", "history_message", WebhookKind.Other)],
            "user_id_update" => [("user_id_update", "user_id_update", WebhookKind.Other)],
            "user_preferences" => [("user_preferences", "user_preference", WebhookKind.Other)],
            "calls" => [("calls", "call", WebhookKind.Other), ("statuses", "call_status", WebhookKind.Other)],
            _ => [],
        };

    internal WebhookUpdate Whole() => Update("value", WebhookKind.Other, _value, contact: null, waId: null, userId: null);

    internal WebhookUpdate Part(string name, WebhookKind kind, JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
            return Update(name, WebhookKind.Other, item, contact: null, waId: null, userId: null);
        // Receipts of payments come among those of messages.
        if (kind is WebhookKind.Status && item.Text("type") is not (null or "message"))
            kind = WebhookKind.Other;

        var (waId, userId) = CustomerOf(name, item, _value.Object("metadata").Text("display_phone_number"));
        var contact = _contacts.Find(waId, userId);
        return Update(name, kind, item, contact, waId ?? PhoneNumbers.Normalise(contact?.Text("wa_id")), userId ?? contact?.Text("user_id"));
    }

    private static (string? WaId, string? UserId) CustomerOf(string name, JsonElement item, string? ownNumber) =>
        name switch
        {
            "message" => (PhoneNumbers.Normalise(item.Text("from")), item.Text("from_user_id")),
            "message_echo" or "history_message" => MessagePeer.OtherSide(item, ownNumber),
            "history_thread" => (PhoneNumbers.Normalise(item.Text("id")), item.Text("user_id")),
            "status" or "call_status" when item.Text("recipient_type") is "group" => (
                PhoneNumbers.Normalise(item.Text("recipient_participant_id")),
                item.Text("recipient_participant_user_id") ?? item.Text("recipient_id")
            ),
            "status" or "call_status" => (PhoneNumbers.Normalise(item.Text("recipient_id")), item.Text("recipient_user_id")),
            "user_id_update" => (PhoneNumbers.Normalise(item.Text("wa_id")), item.Object("user_id").Text("previous")),
            "call" when item.Text("direction") is "BUSINESS_INITIATED" => (PhoneNumbers.Normalise(item.Text("to")), item.Text("to_user_id")),
            "call" => (PhoneNumbers.Normalise(item.Text("from")), item.Text("from_user_id")),
            _ => (PhoneNumbers.Normalise(item.Text("wa_id")), item.Text("user_id")),
        };

    private WebhookUpdate Update(string name, WebhookKind kind, JsonElement item, JsonElement? contact, string? waId, string? userId) =>
        new(
            _field,
            _phoneNumberId,
            _businessAccountId,
            kind,
            _phoneNumberId is not null && (waId ?? userId) is not null
                ? LaneKey.OfCustomer(_phoneNumberId, waId, userId)
                : LaneKey.OfField(_phoneNumberId ?? _businessAccountId, _field),
            WebhookUpdateWriter.Write(_field, _value.Object("metadata"), contact, name, item),
            item.UnixTime("timestamp")
        );
}
