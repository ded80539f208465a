using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What Meta answers to a request it takes.</summary>
internal static class GraphReply
{
    internal static JsonObject Accepted(JsonElement body, string wamid)
    {
        var recipient = GraphRequestValidator.RecipientOf(body);
        var contact =
            body.Text("to") is { } to && body.Text("recipient_type") is not "group"
                ? new JsonObject { ["input"] = to, ["wa_id"] = recipient }
                : new JsonObject { ["input"] = recipient, ["user_id"] = recipient };
        var message = new JsonObject { ["id"] = wamid };
        if (body.Text("type") is "template")
            message["message_status"] = "accepted";
        return new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(contact),
            ["messages"] = new JsonArray(message),
        };
    }

    internal static JsonObject MarkedAsRead() => new() { ["success"] = true };
}
