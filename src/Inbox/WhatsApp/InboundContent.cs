using System.Globalization;
using System.Text.Json;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>What a message says, by its kind.</summary>
internal sealed record InboundContent(InboundKind Kind)
{
    internal string? Text { get; private init; }
    internal string? ReplyId { get; private init; }
    internal string? ReplyData { get; private init; }
    internal string? TargetWamid { get; private init; }
    internal InboundMedia? Media { get; private init; }
    internal InboundLocation? Location { get; private init; }
    internal PeerChange? Change { get; private init; }

    /// <summary>Of an edit, what kind of message it is an edit of.</summary>
    internal InboundKind? EditedKind { get; private init; }

    // Meta has sent messages without a type: then the member that is there says it.
    private static readonly string[] s_typeNames =
    [
        "text",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "reaction",
        "interactive",
        "button",
        "order",
    ];

    internal static InboundContent Of(JsonElement message)
    {
        var type = message.Text("type") ?? Array.Find(s_typeNames, name => message.Member(name) is not null);
        return type switch
        {
            "text" => new(InboundKind.Text) { Text = message.Object("text").Text("body") },
            "image" => OfMedia(InboundKind.Image, message.Object("image")),
            "audio" or "voice" => OfMedia(InboundKind.Audio, message.Object("audio") ?? message.Object("voice")),
            "video" => OfMedia(InboundKind.Video, message.Object("video")),
            "document" => OfMedia(InboundKind.Document, message.Object("document")),
            "sticker" => OfMedia(InboundKind.Sticker, message.Object("sticker")),
            "location" => OfLocation(message.Object("location")),
            "contacts" => new(InboundKind.Contacts) { Text = Join("\n", message.Array("contacts").Items().Select(NameAndPhone)) },
            "reaction" => new(InboundKind.Reaction)
            {
                Text = message.Object("reaction").Text("emoji"),
                TargetWamid = message.Object("reaction").Text("message_id"),
            },
            "interactive" => OfInteractive(message.Object("interactive")),
            "button" => new(InboundKind.Button) { Text = message.Object("button").Text("text"), ReplyId = message.Object("button").Text("payload") },
            "order" => new(InboundKind.Order) { Text = message.Object("order").Text("text") },
            "system" => OfSystem(message.Object("system")),
            "edit" => OfEdit(message.Object("edit")),
            "revoke" => new(InboundKind.Revoke) { TargetWamid = message.Object("revoke").Text("original_message_id") },
            "request_welcome" => new(InboundKind.RequestWelcome),
            // An old file that comes later, under the same wamid.
            "unsupported" or "media_placeholder" => new(InboundKind.Unsupported),
            _ => new(InboundKind.Unknown),
        };
    }

    private static InboundContent OfMedia(InboundKind kind, JsonElement? media) =>
        new(kind)
        {
            Text = media.Text("caption"),
            Media = media is { } file
                ? new(
                    file.Text("id"),
                    file.Text("mime_type"),
                    file.Text("sha256"),
                    file.Text("caption"),
                    file.Text("filename"),
                    file.Flag("voice"),
                    file.Flag("animated")
                )
                : null,
        };

    private static InboundContent OfLocation(JsonElement? location)
    {
        if (location is not { } place || place.Number("latitude") is not { } latitude || place.Number("longitude") is not { } longitude)
            return new(InboundKind.Location);
        var words = Join(", ", place.Text("name"), place.Text("address"));
        return new(InboundKind.Location)
        {
            Text = words ?? string.Create(CultureInfo.InvariantCulture, $"{latitude}, {longitude}"),
            Location = new(latitude, longitude, place.Text("name"), place.Text("address")),
        };
    }

    private static InboundContent OfInteractive(JsonElement? interactive)
    {
        if (interactive.Object("button_reply") is { } button)
            return new(InboundKind.ButtonReply) { Text = button.Text("title"), ReplyId = button.Text("id") };
        if (interactive.Object("list_reply") is { } row)
            return new(InboundKind.ListReply) { Text = row.Text("title"), ReplyId = row.Text("id") };
        if (interactive.Object("nfm_reply") is { } form)
            return new(InboundKind.FlowReply) { Text = form.Text("body"), ReplyData = form.Text("response_json") };
        return new(InboundKind.Interactive);
    }

    private static InboundContent OfSystem(JsonElement? system) =>
        new(InboundKind.System)
        {
            Text = system.Text("body"),
            Change = system is { } news
                ? new(news.Text("type"), PhoneNumbers.Normalise(news.Text("wa_id") ?? news.Text("new_wa_id")), news.Text("user_id"))
                : null,
        };

    // The new version lies inside, in the shape of a message.
    private static InboundContent OfEdit(JsonElement? edit)
    {
        var edited = edit.Object("message") is { } message && message.Text("type") is not "edit" ? Of(message) : null;
        return new(InboundKind.Edit)
        {
            Text = edited?.Text,
            Media = edited?.Media,
            EditedKind = edited?.Kind,
            TargetWamid = edit.Text("original_message_id"),
        };
    }

    private static string? NameAndPhone(JsonElement contact) =>
        Join(
            " ",
            contact.Object("name").Text("formatted_name"),
            contact.Array("phones").Items().Select(phone => phone.Text("phone")).FirstOrDefault(phone => phone is not null)
        );

    private static string? Join(string separator, params IEnumerable<string?> parts) =>
        string.Join(separator, parts.Where(part => part is not null)) is { Length: > 0 } text ? text : null;
}
