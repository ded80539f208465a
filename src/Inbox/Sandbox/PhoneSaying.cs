using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What the customer says, as the phone shows it and as the webhook has it.</summary>
/// <param name="Content">On the phone.</param>
/// <param name="Sent">In the webhook.</param>
internal sealed record PhoneSaying(string Type, string? Text, JsonNode Content, JsonNode Sent, string? ContextWamid = null)
{
    internal static PhoneSaying Words(string text, string? replyTo) => Same("text", text, new JsonObject { ["body"] = text }, replyTo);

    internal static PhoneSaying Choice(string kind, string id, string title, string? asked) =>
        Same(
            "interactive",
            title,
            new JsonObject
            {
                ["type"] = kind,
                [kind] = new JsonObject { ["id"] = id, ["title"] = title },
            },
            asked
        );

    /// <summary>A file, which is an id in the webhook, as always.</summary>
    internal static PhoneSaying File(string type, SandboxFile file, Uri shownAt, SayFromPhone.Request request)
    {
        var sent = new JsonObject
        {
            ["mime_type"] = request.Voice ? "audio/ogg; codecs=opus" : file.MimeType,
            ["sha256"] = Convert.ToBase64String(SHA256.HashData(file.Content)),
            ["id"] = file.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        if (type == "audio")
            sent["voice"] = request.Voice;
        else if (request.Text is not null)
            sent["caption"] = request.Text;
        if (type == "document" && file.Filename is not null)
            sent["filename"] = file.Filename;
        var shown = (JsonObject)sent.DeepClone();
        shown["link"] = shownAt.AbsoluteUri;
        return new(type, request.Text, shown, sent, request.ReplyTo);
    }

    internal static PhoneSaying Location(SayFromPhone.Place place, string? replyTo)
    {
        var sent = new JsonObject { ["latitude"] = place.Latitude, ["longitude"] = place.Longitude };
        if (place.Name is not null)
            sent["name"] = place.Name;
        if (place.Address is not null)
            sent["address"] = place.Address;
        return Same("location", place.Name, sent, replyTo);
    }

    internal static PhoneSaying Contact(SayFromPhone.Card card, string? replyTo) =>
        Same(
            "contacts",
            card.Name,
            new JsonArray(
                new JsonObject
                {
                    ["name"] = new JsonObject { ["formatted_name"] = card.Name },
                    ["phones"] = new JsonArray(new JsonObject { ["phone"] = card.Phone, ["type"] = "CELL" }),
                }
            ),
            replyTo
        );

    /// <summary>Without an emoji the reaction is taken back.</summary>
    internal static PhoneSaying Reaction(SayFromPhone.Mark mark)
    {
        var sent = new JsonObject { ["message_id"] = mark.Wamid };
        if (!string.IsNullOrEmpty(mark.Emoji))
            sent["emoji"] = mark.Emoji;
        return Same("reaction", mark.Emoji, sent, replyTo: null);
    }

    private static PhoneSaying Same(string type, string? text, JsonNode content, string? replyTo) => new(type, text, content, content.DeepClone(), replyTo);
}
