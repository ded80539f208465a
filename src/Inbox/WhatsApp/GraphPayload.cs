using System.Text.Json.Nodes;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Whom a message goes to: a phone number as received, or the user id of somebody who hides it.</summary>
internal readonly record struct GraphRecipient
{
    private GraphRecipient(string? phone, string? userId) => (Phone, UserId) = (phone, userId);

    internal string? Phone { get; }
    internal string? UserId { get; }

    internal static GraphRecipient OfPhone(string waId) => new(waId, null);

    internal static GraphRecipient OfUser(string userId) => new(null, userId);

    /// <summary>The phone where there is one (it wins at Meta's too), else the user id; null without either.</summary>
    internal static GraphRecipient? Of(string? waId, string? userId)
    {
        if (waId is not null)
            return OfPhone(waId);
        return userId is not null ? OfUser(userId) : null;
    }
}

/// <summary>Bodies of <c>POST /{phone-number-id}/messages</c>.</summary>
internal static class GraphPayload
{
    internal const int LongestText = 4096;
    internal const int LongestCallbackData = 512;

    /// <param name="contextWamid">The message this one answers.</param>
    /// <param name="callbackData">Comes back in every receipt: finds our message even before the send call was answered.</param>
    internal static JsonObject Text(GraphRecipient to, string text, bool previewUrl = false, string? contextWamid = null, string? callbackData = null) =>
        Message(to, "text", new JsonObject { ["preview_url"] = previewUrl, ["body"] = text }, contextWamid, callbackData);

    private static JsonObject Message(GraphRecipient to, string type, JsonObject content, string? contextWamid, string? callbackData)
    {
        var message = new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual" };
        if (to.Phone is not null)
            message["to"] = to.Phone;
        else
            message["recipient"] = to.UserId;
        if (contextWamid is not null)
            message["context"] = new JsonObject { ["message_id"] = contextWamid };
        message["type"] = type;
        message[type] = content;
        if (callbackData is not null)
            message["biz_opaque_callback_data"] = callbackData;
        return message;
    }
}
