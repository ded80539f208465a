using System.Text.Json;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using static Aldrava.Inbox.Sandbox.GraphRules;

namespace Aldrava.Inbox.Sandbox;

/// <param name="LastInboundAt">When the customer (digits of the phone, or user id) last wrote; null for one who never did.</param>
/// <param name="OwnPhone">The sending number's own digits.</param>
internal sealed record GraphRequestContext(DateTimeOffset Now, Func<string, DateTimeOffset?> LastInboundAt, string? OwnPhone = null);

/// <summary>Refuses what Meta refuses in the body of <c>POST /{phone-number-id}/messages</c>. Elements must come from <see cref="JsonText.TryParse"/>.</summary>
internal static class GraphRequestValidator
{
    internal const int LongestCaption = 1024;
    private static readonly TimeSpan s_window = TimeSpan.FromHours(24);

    private static readonly string[] s_types =
    [
        "audio",
        "contacts",
        "document",
        "image",
        "interactive",
        "location",
        "pin",
        "reaction",
        "sticker",
        "template",
        "text",
        "video",
    ];

    internal static bool IsReadReceipt(JsonElement body) => body.Member("status") is not null && body.Member("type") is null;

    /// <summary>Whom the message is for: digits, a user id, or a group's id; null when that is not said well.</summary>
    internal static string? RecipientOf(JsonElement body)
    {
        if (body.Text("to") is not { } to)
            return body.Text("recipient");
        return IsToGroup(body) ? to : PhoneNumbers.Normalise(to);
    }

    /// <summary>Null when Meta would take it, or else its refusal.</summary>
    internal static GraphError? Check(JsonElement body, GraphRequestContext context)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            return GraphError.NotJson();
        if (body.Member("messaging_product") is null)
            return Required("messaging_product");
        if (body.Text("messaging_product") is not "whatsapp")
            return Unexpected("Param messaging_product must be 'whatsapp'.");
        if (IsReadReceipt(body))
            return CheckReadReceipt(body);
        return CheckRecipient(body, context) ?? CheckSurroundings(body) ?? CheckContent(body) ?? CheckWindow(body, context);
    }

    private static GraphError? CheckReadReceipt(JsonElement body)
    {
        if (body.Text("status") is not "read")
            return Unexpected("Param status must be 'read'.");
        return body.Text("message_id") is null ? Required("message_id") : null;
    }

    private static bool IsToGroup(JsonElement body) => body.Text("recipient_type") is "group";

    private static GraphError? CheckRecipient(JsonElement body, GraphRequestContext context)
    {
        if (body.Member("recipient_type") is not null && body.Text("recipient_type") is not ("individual" or "group"))
            return Unexpected("Param recipient_type must be one of {individual, group}.");
        if (body.Member("to") is null && body.Member("recipient") is null)
            return Required("to");
        var recipient = RecipientOf(body);
        if (recipient is null || (body.Text("to") is not null && !IsToGroup(body) && recipient.Length < 7))
            return Wrong("The recipient is not a valid phone number.");
        return string.Equals(recipient, context.OwnPhone, StringComparison.Ordinal) ? GraphError.Of(131021) : null;
    }

    private static GraphError? CheckSurroundings(JsonElement body)
    {
        if (body.Member("context") is { } context && context.Text("message_id") is null)
            return Missing("context.message_id");
        return MayHaveText(body, "biz_opaque_callback_data", "biz_opaque_callback_data", GraphPayload.LongestCallbackData);
    }

    private static string? TypeOf(JsonElement body) => body.Member("type") is null && body.Member("text") is not null ? "text" : body.Text("type");

    private static GraphError? CheckContent(JsonElement body)
    {
        if (TypeOf(body) is not { } type)
            return Required("type");
        if (!s_types.Contains(type, StringComparer.Ordinal))
            return Unexpected($"Param type must be one of {{{string.Join(", ", s_types)}}} - got \"{type}\".");
        if (body.Member(type) is not { } content)
            return Required(type);
        if (type is "contacts")
            return NeedsItems(body, "contacts", "contacts", 257) ?? Each(content, CheckContact);
        if (content.ValueKind is not JsonValueKind.Object)
            return Unexpected($"Param {type} must be a JSON object.");
        return type switch
        {
            "text" => CheckText(content),
            "interactive" => GraphInteractiveRules.Check(content),
            "template" => CheckTemplate(content),
            "location" => NeedsNumber(content, "latitude", "latitude", 90) ?? NeedsNumber(content, "longitude", "longitude", 180),
            "reaction" => NeedsText(content, "message_id", "message_id", 512) ?? (content.Member("emoji") is null ? Missing("emoji") : null),
            "pin" => NeedsText(content, "message_id", "message_id", 512),
            _ => CheckMedia(type, content),
        };
    }

    private static GraphError? CheckText(JsonElement text)
    {
        if (text.Member("body") is not { } body || (body.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(body.GetString())))
            return Required("text['body']");
        if (body.ValueKind is not JsonValueKind.String)
            return Unexpected("Param text['body'] must be a string.");
        if (body.GetString()!.Length > GraphPayload.LongestText)
            return Unexpected($"Param text['body'] must be at most {GraphPayload.LongestText} characters long.");
        return MayHaveFlag(text, "preview_url");
    }

    /// <summary>Also for the headers of interactive messages.</summary>
    internal static GraphError? CheckMedia(string type, JsonElement media)
    {
        if (media.Text("id") is null && media.Text("link") is null)
            return Required($"{type}['id'] or {type}['link']");
        if (type is "audio" or "sticker" && media.Member("caption") is not null)
            return Unexpected($"Unexpected key \"caption\" on param \"{type}\".");
        if (type is not "document" && media.Member("filename") is not null)
            return Unexpected($"Unexpected key \"filename\" on param \"{type}\".");
        return MayHaveText(media, "caption", "caption", LongestCaption) ?? MayHaveText(media, "filename", "filename", 240);
    }

    private static GraphError? CheckContact(JsonElement contact) =>
        NeedsObject(contact, "name", "contacts.name") ?? NeedsText(contact.Object("name")!.Value, "formatted_name", "contacts.name.formatted_name", 1024);

    private static GraphError? CheckTemplate(JsonElement template)
    {
        if (NeedsText(template, "name", "template.name", 512) is { } noName)
            return noName;
        if (template.Object("language") is not { } language)
            return Missing("template.language");
        var components = template.Member("components");
        return NeedsText(language, "code", "template.language.code", 64)
            ?? (components is null or { ValueKind: JsonValueKind.Array } ? null : Wrong("template.components must be an array."))
            ?? Each(components, component => component.Text("type") is null ? Missing("template.components.type") : null);
    }

    // Only a template may reach somebody who has been silent for a day.
    private static GraphError? CheckWindow(JsonElement body, GraphRequestContext context)
    {
        if (TypeOf(body) is "template" || IsToGroup(body))
            return null;
        return context.LastInboundAt(RecipientOf(body)!) is { } last && context.Now - last < s_window
            ? null
            : GraphError.Of(GraphCodes.WindowClosed, "More than 24 hours have passed since the customer last wrote to this number.");
    }
}
