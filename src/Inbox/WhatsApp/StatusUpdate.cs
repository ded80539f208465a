using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>In the order in which a message goes through them; <see cref="Failed"/> may follow <see cref="Delivered"/>, and <see cref="Delivered"/> may be skipped.</summary>
internal enum DeliveryState
{
    Unknown,
    Sent,
    Delivered,
    Read,
    Played,
    Failed,
}

/// <summary>What Meta charges for a message, and until when the conversation it began is open.</summary>
internal sealed record StatusPricing(bool? Billable, string? Model, string? Category, string? Type, DateTimeOffset? ExpiresAt)
{
    /// <summary>Null when the receipt says nothing of it; only the first ones do.</summary>
    internal static StatusPricing? Of(JsonElement status)
    {
        var (pricing, conversation) = (status.Object("pricing"), status.Object("conversation"));
        var read = new StatusPricing(
            pricing?.Member("billable") is { ValueKind: JsonValueKind.True or JsonValueKind.False } billable ? billable.GetBoolean() : null,
            Short(pricing.Text("pricing_model")),
            Short(pricing.Text("category") ?? conversation.Object("origin").Text("type")),
            Short(pricing.Text("type")),
            conversation?.UnixTime("expiration_timestamp")
        );
        return read == new StatusPricing(null, null, null, null, null) ? null : read;
    }

    private static string? Short(string? word) => word is null ? null : JsonText.Cut(word, WebhookUpdateWriter.LongestId);
}

/// <summary>A receipt: what became of a message of ours.</summary>
/// <param name="Wamid">The message; may come before our own send call was answered, then <paramref name="CallbackData"/> tells which it is.</param>
/// <param name="StatusText">The state in Meta's word, whether known to us or not.</param>
/// <param name="GroupId">Set when the receipt is of a group; the recipient is then the participant.</param>
internal sealed record StatusUpdate(
    string? Wamid,
    DeliveryState State,
    string? StatusText,
    DateTimeOffset? Timestamp,
    MessagePeer Recipient,
    string? GroupId,
    string? CallbackData,
    IReadOnlyList<GraphFailure> Errors,
    StatusPricing? Pricing = null
)
{
    /// <param name="update">An update of kind <see cref="WebhookKind.Status"/>, as <see cref="WebhookUpdate.Json"/> has it.</param>
    internal static StatusUpdate Parse(JsonElement update)
    {
        var status = update.Object("status") ?? update;
        var isGroup = status.Text("recipient_type") is "group";
        return new(
            status.Text("id") is { } id ? JsonText.Bounded(id, InboundMessage.LongestWamid) : null,
            StateOf(status.Text("status")),
            status.Text("status"),
            status.UnixTime("timestamp"),
            isGroup
                ? MessagePeer.Of(
                    update,
                    status.Text("recipient_participant_id"),
                    status.Text("recipient_participant_user_id"),
                    status.Text("recipient_participant_parent_user_id")
                )
                : MessagePeer.Of(update, status.Text("recipient_id"), status.Text("recipient_user_id"), status.Text("recipient_parent_user_id")),
            isGroup ? status.Text("recipient_id") : null,
            status.Text("biz_opaque_callback_data"),
            GraphFailure.ListOf(status),
            StatusPricing.Of(status)
        );
    }

    private static DeliveryState StateOf(string? status) =>
        status switch
        {
            "sent" => DeliveryState.Sent,
            "delivered" => DeliveryState.Delivered,
            "read" => DeliveryState.Read,
            "played" => DeliveryState.Played,
            "failed" => DeliveryState.Failed,
            _ => DeliveryState.Unknown,
        };
}
