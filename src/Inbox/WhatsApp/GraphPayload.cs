using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;

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
    internal static JsonObject Of(GraphRecipient to, OutgoingContent content, string? contextWamid = null, string? callbackData = null) =>
        Message(to, content.Type, Inner(content), contextWamid, callbackData);

    internal static JsonObject Text(GraphRecipient to, string text, bool previewUrl = false, string? contextWamid = null, string? callbackData = null) =>
        Of(to, new OutgoingContent.Text(text, previewUrl), contextWamid, callbackData);

    /// <summary>What stands under the type's name.</summary>
    internal static JsonNode Inner(OutgoingContent content) =>
        content switch
        {
            OutgoingContent.Text text => new JsonObject { ["preview_url"] = text.PreviewUrl, ["body"] = text.Body },
            OutgoingContent.Media media => Some(("link", media.Link), ("id", media.MediaId), ("caption", media.Caption), ("filename", media.Filename)),
            OutgoingContent.Buttons buttons => Interactive("button", buttons.Body, TextHeader(buttons.Header), buttons.Footer, Action(buttons)),
            OutgoingContent.List list => Interactive("list", list.Body, TextHeader(list.Header), list.Footer, Action(list)),
            OutgoingContent.Card card => Interactive("cta_url", card.Body, ImageHeader(card.ImageLink), card.Footer, Action(card)),
            OutgoingContent.Interactive raw => JsonNode.Parse(raw.Json)!.AsObject(),
            OutgoingContent.Template template => Template(template),
            OutgoingContent.Location location => Location(location),
            OutgoingContent.Contacts contacts => JsonNode.Parse(contacts.Json)!.AsArray(),
            OutgoingContent.Reaction reaction => new JsonObject { ["message_id"] = reaction.Wamid, ["emoji"] = reaction.Emoji },
            _ => throw new InvalidOperationException($"{content.GetType().Name} is not known here."),
        };

    private static JsonObject Interactive(string type, string body, JsonObject? header, string? footer, JsonObject action)
    {
        var interactive = new JsonObject { ["type"] = type };
        if (header is not null)
            interactive["header"] = header;
        interactive["body"] = new JsonObject { ["text"] = body };
        if (footer is not null)
            interactive["footer"] = new JsonObject { ["text"] = footer };
        interactive["action"] = action;
        return interactive;
    }

    private static JsonObject? TextHeader(string? text) => text is null ? null : new JsonObject { ["type"] = "text", ["text"] = text };

    private static JsonObject? ImageHeader(string? link) =>
        link is null
            ? null
            : new JsonObject
            {
                ["type"] = "image",
                ["image"] = new JsonObject { ["link"] = link },
            };

    private static JsonObject Action(OutgoingContent.Buttons buttons) =>
        new()
        {
            ["buttons"] = new JsonArray([
                .. buttons.Choices.Select(b => new JsonObject
                {
                    ["type"] = "reply",
                    ["reply"] = new JsonObject { ["id"] = b.Id, ["title"] = b.Title },
                }),
            ]),
        };

    private static JsonObject Action(OutgoingContent.List list) =>
        new() { ["button"] = list.Button, ["sections"] = new JsonArray([.. list.Sections.Select(Section)]) };

    private static JsonObject Section(ListSection section)
    {
        var made = Some(("title", section.Title));
        made["rows"] = new JsonArray([.. section.Rows.Select(r => Some(("id", r.Id), ("title", r.Title), ("description", r.Description)))]);
        return made;
    }

    private static JsonObject Action(OutgoingContent.Card card) =>
        new()
        {
            ["name"] = "cta_url",
            ["parameters"] = new JsonObject { ["display_text"] = card.Button, ["url"] = card.Url },
        };

    private static JsonObject Template(OutgoingContent.Template template)
    {
        var made = new JsonObject
        {
            ["name"] = template.Name,
            ["language"] = new JsonObject { ["code"] = template.Language },
        };
        if (template.Components is { } components)
            made["components"] = JsonNode.Parse(components);
        return made;
    }

    private static JsonObject Location(OutgoingContent.Location location)
    {
        var made = Some(("name", location.Name), ("address", location.Address));
        (made["latitude"], made["longitude"]) = (location.Latitude, location.Longitude);
        return made;
    }

    private static JsonObject Some(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var made = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                made[name] = value;
        }
        return made;
    }

    private static JsonObject Message(GraphRecipient to, string type, JsonNode content, string? contextWamid, string? callbackData)
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
