using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A webhook ready to be posted: the bytes and the signature that fits them.</summary>
internal sealed record SignedWebhook(byte[] Body, string Signature);

/// <summary>Who writes to us in the sandbox.</summary>
/// <param name="WaId">Null for somebody who hides the number behind a username.</param>
internal sealed record SandboxPerson(string? WaId, string? UserId, string? ProfileName, string? Username = null)
{
    internal static SandboxPerson WithPhone(string waId, string? profileName = null) => new(waId, null, profileName);

    internal static SandboxPerson WithUsername(string username, string? profileName = null) => new(null, SandboxIds.UserId(username), profileName, username);
}

/// <summary>Builds the webhooks Meta would send for one number, signed as Meta signs: over bytes with everything beyond ASCII escaped.</summary>
internal sealed class SandboxWebhooks(string businessAccountId, string phoneNumberId, string displayPhoneNumber, string appSecret)
{
    internal SignedWebhook Text(SandboxPerson from, string wamid, DateTimeOffset at, string text) =>
        Message(from, wamid, at, "text", new JsonObject { ["body"] = text });

    internal SignedWebhook ButtonReply(SandboxPerson from, string wamid, DateTimeOffset at, string id, string title, string? contextWamid = null) =>
        Reply(from, wamid, at, "button_reply", new JsonObject { ["id"] = id, ["title"] = title }, contextWamid);

    internal SignedWebhook ListReply(SandboxPerson from, string wamid, DateTimeOffset at, string id, string title, string? contextWamid = null) =>
        Reply(from, wamid, at, "list_reply", new JsonObject { ["id"] = id, ["title"] = title }, contextWamid);

    internal SignedWebhook Image(SandboxPerson from, string wamid, DateTimeOffset at, string mediaId, string sha256Base64, string? caption = null)
    {
        var image = new JsonObject
        {
            ["mime_type"] = "image/jpeg",
            ["sha256"] = sha256Base64,
            ["id"] = mediaId,
        };
        if (caption is not null)
            image["caption"] = caption;
        return Message(from, wamid, at, "image", image);
    }

    internal SignedWebhook Sent(SandboxPerson to, string wamid, DateTimeOffset at, string? callbackData = null) => Status(to, wamid, at, "sent", callbackData);

    internal SignedWebhook Delivered(SandboxPerson to, string wamid, DateTimeOffset at, string? callbackData = null) =>
        Status(to, wamid, at, "delivered", callbackData);

    internal SignedWebhook Read(SandboxPerson to, string wamid, DateTimeOffset at, string? callbackData = null) => Status(to, wamid, at, "read", callbackData);

    internal SignedWebhook Failed(SandboxPerson to, string wamid, DateTimeOffset at, GraphError error, string? callbackData = null) =>
        Status(
            to,
            wamid,
            at,
            "failed",
            callbackData,
            new JsonObject
            {
                ["code"] = error.Code,
                ["title"] = error.Message,
                ["message"] = error.Message,
                ["error_data"] = new JsonObject { ["details"] = error.Details ?? error.Message },
            }
        );

    private SignedWebhook Reply(SandboxPerson from, string wamid, DateTimeOffset at, string kind, JsonObject reply, string? contextWamid) =>
        Message(from, wamid, at, "interactive", new JsonObject { ["type"] = kind, [kind] = reply }, contextWamid);

    /// <summary>A message of any type; <paramref name="content"/> is the member named like it.</summary>
    internal SignedWebhook Message(SandboxPerson from, string wamid, DateTimeOffset at, string type, JsonNode content, string? contextWamid = null)
    {
        var message = new JsonObject();
        if (contextWamid is not null)
            message["context"] = new JsonObject { ["from"] = displayPhoneNumber, ["id"] = contextWamid };
        if (from.WaId is not null)
            message["from"] = from.WaId;
        if (from.UserId is not null)
            message["from_user_id"] = from.UserId;
        message["id"] = wamid;
        message["timestamp"] = Seconds(at);
        message["type"] = type;
        message[type] = content;
        return Change(from, "messages", message);
    }

    private SignedWebhook Status(SandboxPerson to, string wamid, DateTimeOffset at, string state, string? callbackData, JsonObject? error = null)
    {
        var status = new JsonObject
        {
            ["id"] = wamid,
            ["status"] = state,
            ["timestamp"] = Seconds(at),
        };
        if (to.WaId is not null)
            status["recipient_id"] = to.WaId;
        if (to.UserId is not null)
            status["recipient_user_id"] = to.UserId;
        if (callbackData is not null)
            status["biz_opaque_callback_data"] = callbackData;
        if (error is not null)
            status["errors"] = new JsonArray(error);
        return Change(to, "statuses", status);
    }

    private SignedWebhook Change(SandboxPerson person, string array, JsonObject item)
    {
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = displayPhoneNumber, ["phone_number_id"] = phoneNumberId },
            ["contacts"] = new JsonArray(ContactOf(person)),
            [array] = new JsonArray(item),
        };
        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(
                new JsonObject { ["id"] = businessAccountId, ["changes"] = new JsonArray(new JsonObject { ["value"] = value, ["field"] = "messages" }) }
            ),
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        return new(bytes, WebhookSignature.Sign(bytes, appSecret));
    }

    private static JsonObject ContactOf(SandboxPerson person)
    {
        var contact = new JsonObject();
        var profile = new JsonObject();
        if (person.ProfileName is not null)
            profile["name"] = person.ProfileName;
        if (person.Username is not null)
            profile["username"] = person.Username;
        if (profile.Count > 0)
            contact["profile"] = profile;
        if (person.WaId is not null)
            contact["wa_id"] = person.WaId;
        if (person.UserId is not null)
            contact["user_id"] = person.UserId;
        return contact;
    }

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
