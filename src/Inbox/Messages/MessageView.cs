using System.Text.Json;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Messages;

/// <summary>The file of a message: of what came, where we keep it; of what we sent, where Meta took it from.</summary>
/// <param name="State">Whether we have it, for what came: <c>waiting</c>, <c>stored</c>, <c>expired</c>, …</param>
internal sealed record MessageMedia(
    string? Link,
    string? MediaId,
    string? Caption,
    string? Filename,
    string? Url = null,
    string? PlayableUrl = null,
    string? MimeType = null,
    long? Size = null,
    bool Voice = false,
    MediaState? State = null
)
{
    public static MessageMedia Example => new("https://example.com/planta.pdf", null, "Planta do T3", "planta.pdf");
}

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">Meta's code, or ours: <c>window_closed</c>, <c>no_address</c>; null where nobody gave one.</param>
/// <param name="Reason">In words, for who looks into it.</param>
internal sealed record MessageFault(string? Code, string? Reason)
{
    public static MessageFault Example => new("131047", "Re-engagement message");
}

/// <summary>A message as the inbox shows it. What a kind of message does not have is null.</summary>
internal sealed record MessageView(
    Guid Id,
    Guid ConversationId,
    MessageDirection Direction,
    string Type,
    string? Text,
    MessageMedia? Media,
    JsonElement? Interactive,
    JsonElement? Template,
    JsonElement? Location,
    JsonElement? Contacts,
    JsonElement? Reaction,
    Guid? ReplyTo,
    IReadOnlyList<ReactionView> Reactions,
    string? Wamid,
    string Status,
    MessageFault? Error,
    string SentBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt = null,
    DateTimeOffset? DeletedAt = null
)
{
    public static MessageView Example =>
        new(
            Guid.Parse("01954c2e-0000-7000-8000-0000000000d1"),
            Guid.Parse("01954c2e-0000-7000-8000-0000000000a1"),
            MessageDirection.Outbound,
            "text",
            "Bom dia! O T3 ainda está disponível.",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            [],
            null,
            "queued",
            null,
            "user:7",
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)
        );

    /// <param name="replyTo">Our id of the message it answers.</param>
    /// <param name="attached">The file and the reactions that came to it.</param>
    internal static MessageView Of(Message message, Guid? replyTo, MessageAttachment? attached = null)
    {
        var content = message.Content is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(message.Content);
        var isOurs = message.Direction == MessageDirection.Outbound;
        // What we sent is stored as Meta takes it, which has no level above; what came has one member for each kind.
        JsonElement? Part(string type) => isOurs && message.Type == type ? content : content?.Member(type);
        return new MessageView(
            message.Id,
            message.ConversationId,
            message.Direction,
            message.Type,
            message.Text,
            MediaOf(message, content, attached?.Media),
            Part("interactive"),
            Part("template"),
            Part("location"),
            Part("contacts"),
            isOurs ? Part("reaction") : ReactionOf(message, content),
            replyTo,
            attached?.Reactions ?? [],
            message.Wamid,
            StatusOf(message.Status),
            FaultOf(message.Error),
            message.SentBy,
            message.CreatedAt,
            message.EditedAt,
            message.DeletedAt
        );
    }

    private static MessageMedia? MediaOf(Message message, JsonElement? content, MediaView? file)
    {
        if (file is not null)
            return new(null, null, file.Caption, file.Filename, file.Url, file.PlayableUrl, file.MimeType, file.Size, file.Voice, file.State);
        return message.Direction == MessageDirection.Outbound && message.Type is "image" or "document" or "audio" or "video" or "sticker"
            ? new(content.Text("link"), content.Text("id"), content.Text("caption"), content.Text("filename"))
            : null;
    }

    private static JsonElement? ReactionOf(Message message, JsonElement? content) =>
        content.Text("target_wamid") is { } target && message.Type == "reaction"
            ? JsonSerializer.SerializeToElement(new { message_id = target, emoji = message.Text })
            : null;

    // The contract knows no more: a request that is under way is still queued to whoever waits for it, and what came was delivered.
    private static string StatusOf(MessageStatus status) =>
        status switch
        {
            MessageStatus.Received => "delivered",
            MessageStatus.Sending => "queued",
            _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()),
        };

    private static MessageFault? FaultOf(string? error)
    {
        if (error is null)
            return null;
        var element = JsonSerializer.Deserialize<JsonElement>(error);
        // Receipts bring a list.
        JsonElement? fault = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Cast<JsonElement?>().FirstOrDefault() : element;
        return fault is null ? null : new MessageFault(fault.Text("code"), fault.Text("details") ?? fault.Text("reason") ?? fault.Text("title"));
    }
}
