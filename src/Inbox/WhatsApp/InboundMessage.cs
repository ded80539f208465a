using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

internal enum InboundKind
{
    /// <summary>A type this version does not know.</summary>
    Unknown,
    Text,
    Image,
    Audio,
    Video,
    Document,
    Sticker,
    Location,
    Contacts,
    Reaction,
    ButtonReply,
    ListReply,
    FlowReply,

    /// <summary>Any other answer to something interactive.</summary>
    Interactive,

    /// <summary>The quick reply of a template.</summary>
    Button,
    Order,
    System,

    /// <summary>The customer changed or took back a message sent before: <see cref="InboundMessage.TargetWamid"/>.</summary>
    Edit,
    Revoke,

    /// <summary>The customer opened the chat for the first time and wrote nothing yet.</summary>
    RequestWelcome,

    /// <summary>Meta could not pass it on. The real one may follow at once under the same wamid.</summary>
    Unsupported,
}

/// <param name="Sha256">Base64 in webhooks.</param>
internal sealed record InboundMedia(string? Id, string? MimeType, string? Sha256, string? Caption, string? FileName, bool IsVoice, bool IsAnimated);

internal sealed record InboundLocation(double Latitude, double Longitude, string? Name, string? Address);

/// <summary>What a system message says: the person behind a chat has another number or id now.</summary>
internal sealed record PeerChange(string? Type, string? NewWaId, string? NewUserId)
{
    /// <summary>Who they are now, as far as it is said; null when it is not.</summary>
    internal MessagePeer? After =>
        (NewWaId ?? NewUserId) is null
            ? null
            : new(
                NewWaId,
                NewUserId is null ? null : JsonText.Bounded(NewUserId, WebhookUpdateWriter.LongestId),
                ParentUserId: null,
                Username: null,
                ProfileName: null
            );
}

/// <summary>A customer's message.</summary>
/// <param name="Wamid">The key; when Meta gave none, one made from the content, so that a repetition is still recognised.</param>
/// <param name="HasWamid">False when the key is ours: Meta does not know it, so it cannot be quoted or marked as read.</param>
/// <param name="Type">Meta's word for the kind.</param>
/// <param name="Text">The best words for it, for people and for flows; null when there are none.</param>
/// <param name="ReplyId">The id we gave the button, row or template button that was chosen.</param>
/// <param name="ReplyData">What a filled-in form sent, JSON as text.</param>
/// <param name="ContextWamid">The message it answers.</param>
/// <param name="TargetWamid">The message a reaction, an edit or a revocation is about.</param>
internal sealed record InboundMessage(
    string Wamid,
    bool HasWamid,
    MessagePeer From,
    string? GroupId,
    DateTimeOffset? Timestamp,
    InboundKind Kind,
    string? Type,
    string? Text,
    string? ReplyId,
    string? ReplyData,
    string? ContextWamid,
    string? TargetWamid,
    InboundMedia? Media,
    InboundLocation? Location,
    PeerChange? Change,
    IReadOnlyList<GraphFailure> Errors
)
{
    internal const int LongestWamid = 256;

    /// <summary>The message as it came, for what only people look at. Not readable any longer than the update it was cut from.</summary>
    internal JsonElement Raw { get; private init; }

    /// <summary>Of an edit, the kind of message it is an edit of.</summary>
    internal InboundKind? EditedKind { get; private init; }

    /// <summary>Of the kinds that have one, whether a file came along or not.</summary>
    internal bool IsMedia => Kind is InboundKind.Image or InboundKind.Audio or InboundKind.Video or InboundKind.Document or InboundKind.Sticker;

    /// <param name="update">An update of kind <see cref="WebhookKind.Message"/>, as <see cref="WebhookUpdate.Json"/> has it.</param>
    internal static InboundMessage Parse(JsonElement update)
    {
        var message = update.Object("message") ?? update;
        return Of(message, MessagePeer.Of(update, message.Text("from"), message.Text("from_user_id"), message.Text("from_parent_user_id")));
    }

    /// <summary>A message that was said elsewhere, by the business in its app, or long ago: whichever way it went, <see cref="From"/> is the customer.</summary>
    internal static InboundMessage ParseEcho(JsonElement update, JsonElement message)
    {
        var (waId, userId) = MessagePeer.OtherSide(message, update.Object("metadata").Text("display_phone_number"));
        return Of(message, MessagePeer.Of(update, waId, userId, parentUserId: null));
    }

    internal static InboundMessage Of(JsonElement message, MessagePeer peer)
    {
        var content = InboundContent.Of(message);
        var wamid = message.Text("id");
        return new(
            wamid is null ? KeyOf(message) : JsonText.Bounded(wamid, LongestWamid),
            wamid is not null,
            peer,
            message.Text("group_id"),
            message.UnixTime("timestamp"),
            content.Kind,
            message.Text("type"),
            content.Text,
            content.ReplyId,
            content.ReplyData,
            Id(message.Object("context").Text("id")),
            Id(content.TargetWamid),
            content.Media,
            content.Location,
            content.Change,
            GraphFailure.ListOf(message)
        )
        {
            Raw = message,
            EditedKind = content.EditedKind,
        };
    }

    private static string? Id(string? wamid) => wamid is null ? null : JsonText.Bounded(wamid, LongestWamid);

    private static string KeyOf(JsonElement message) => "content:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.GetRawText())));
}
