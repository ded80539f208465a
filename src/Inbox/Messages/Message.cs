using System.Text.Json;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Messages;

internal enum MessageDirection
{
    Inbound,
    Outbound,
}

internal enum MessageStatus
{
    /// <summary>Inbound.</summary>
    Received,
    Queued,

    /// <summary>The request to Graph is under way, or was when the server died.</summary>
    Sending,
    Sent,
    Delivered,
    Read,
    Failed,

    /// <summary>Nobody knows whether Meta took it; a receipt may tell. Never sent again by itself.</summary>
    Unknown,
}

/// <summary>One message of a conversation.</summary>
internal sealed class Message : ITenantOwned
{
    public required Guid Id { get; init; }
    public long Seq { get; private set; }
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required MessageDirection Direction { get; init; }
    public required string Type { get; set; }
    public string? Text { get; set; }

    /// <summary>What came, or is sent, beside the text (JSON): media, location, reply ids.</summary>
    public string? Content { get; set; }
    public string? Wamid { get; set; }
    public string? ContextWamid { get; set; }
    public required MessageStatus Status { get; set; }
    public DateTimeOffset? StatusAt { get; set; }

    /// <summary>Why it failed (JSON): Meta's code and details.</summary>
    public string? Error { get; set; }

    /// <summary>Who said it: <c>contact</c>, <c>bot</c>, <c>user:12</c>, <c>phone</c> (the business app).</summary>
    public required string SentBy { get; init; }

    /// <summary>What makes saying it twice one message.</summary>
    public string? DedupeKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When whoever said it last changed it; <see cref="Earlier"/> has the words before (JSON).</summary>
    public DateTimeOffset? EditedAt { get; private set; }
    public string? Earlier { get; private set; }

    /// <summary>When whoever said it took it back: nothing of it is left.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>When the customer listened to it.</summary>
    public DateTimeOffset? PlayedAt { get; private set; }

    /// <summary>What Meta charges for it (JSON).</summary>
    public string? Pricing { get; private set; }

    /// <summary>The body for Graph (JSON), outbound only.</summary>
    public string? Payload { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? SendingSince { get; set; }

    /// <summary>Whether the real one may still come under the same wamid.</summary>
    public bool IsPlaceholder => Type == "unsupported" && DeletedAt is null;

    /// <summary>What came through a webhook: a customer's message, or one of ours that was said elsewhere.</summary>
    public static Message From(InboundMessage said, Conversation conversation, MessageOrigin origin, DateTimeOffset now)
    {
        var message = new Message
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = conversation.OrganizationId,
            ConversationId = conversation.Id,
            Direction = origin.IsInbound ? MessageDirection.Inbound : MessageDirection.Outbound,
            Type = "",
            Wamid = said.Wamid,
            Status = origin.Status,
            SentBy = origin.IsInbound ? "contact" : "phone",
            CreatedAt = origin.At ?? now,
        };
        message.Take(said);
        return message;
    }

    /// <summary>A call; what it came to is noted later.</summary>
    public static Message OfCall(string callId, Conversation conversation, MessageOrigin origin, DateTimeOffset now) =>
        new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = conversation.OrganizationId,
            ConversationId = conversation.Id,
            Direction = origin.IsInbound ? MessageDirection.Inbound : MessageDirection.Outbound,
            Type = "call",
            Wamid = callId,
            Status = origin.Status,
            SentBy = origin.IsInbound ? "contact" : "phone",
            CreatedAt = now,
        };

    /// <summary>Takes over what was said. Meta may pass on the real message after it said it could not, under the same wamid.</summary>
    public void Take(InboundMessage said)
    {
        (Type, ContextWamid) = (Name(said), said.ContextWamid);
        (Text, Content) = (said.Text, MessageContent.Of(said));
        Error = said.Errors.Count == 0 ? null : JsonSerializer.Serialize(said.Errors, Json.Options);
    }

    /// <summary>Whoever said it changed the words. False when that is old news, or the message was taken back.</summary>
    public bool Edit(string? text, DateTimeOffset at)
    {
        if (DeletedAt is not null || EditedAt > at || text == Text)
            return false;
        Remember(Text, at);
        (Text, EditedAt) = (text, at);
        return true;
    }

    /// <summary>The message itself, after an edit of it had come first.</summary>
    public void TakeOriginal(InboundMessage said)
    {
        var (text, edited) = (Text, EditedAt);
        Take(said);
        Text = text;
        if (said.Text != text)
            Remember(said.Text, edited!.Value);
    }

    /// <summary>An edit came, of a message that did not come yet.</summary>
    public void IsKnownByEditOnly(DateTimeOffset at) => (EditedAt, Earlier) = (at, null);

    /// <summary>Whether the first words are still missing.</summary>
    public bool AwaitsOriginal => EditedAt is not null && Earlier is null && DeletedAt is null;

    /// <summary>Whoever said it took it back.</summary>
    public void Delete(DateTimeOffset at)
    {
        (Text, Content, Earlier, Error) = (null, null, null, null);
        DeletedAt = at;
    }

    private void Remember(string? text, DateTimeOffset until)
    {
        var words = Earlier is null ? [] : JsonSerializer.Deserialize<List<EarlierWords>>(Earlier, Json.Options)!;
        words.Add(new EarlierWords(text, until));
        Earlier = JsonSerializer.Serialize(words, Json.Options);
    }

    /// <summary>Applies a receipt. Statuses only move forward; a failure may follow a delivery.</summary>
    public bool Apply(StatusUpdate receipt, DateTimeOffset now)
    {
        Wamid ??= receipt.Wamid;
        if (receipt.Pricing is { } pricing)
            Pricing = JsonSerializer.Serialize(pricing, Json.Options);
        if (receipt.State == DeliveryState.Played)
            PlayedAt ??= receipt.Timestamp ?? now;
        var status = receipt.State switch
        {
            DeliveryState.Sent => MessageStatus.Sent,
            DeliveryState.Delivered => MessageStatus.Delivered,
            DeliveryState.Read or DeliveryState.Played => MessageStatus.Read,
            DeliveryState.Failed => MessageStatus.Failed,
            _ => (MessageStatus?)null,
        };
        if (status is not { } next || Rank(next) <= Rank(Status))
            return false;
        (Status, StatusAt) = (next, receipt.Timestamp ?? now);
        if (next == MessageStatus.Failed)
            Error = JsonSerializer.Serialize(receipt.Errors, Json.Options);
        return true;
    }

    /// <summary>What our own attempt came to. A receipt that was quicker is not taken back.</summary>
    public void Become(MessageStatus status, DateTimeOffset now, object? error = null)
    {
        if (Status is not (MessageStatus.Sending or MessageStatus.Queued or MessageStatus.Unknown))
            return;
        (Status, StatusAt) = (status, now);
        Error = error is null ? null : JsonSerializer.Serialize(error, Json.Options);
    }

    private static int Rank(MessageStatus status) =>
        status switch
        {
            MessageStatus.Sent => 1,
            MessageStatus.Delivered => 2,
            MessageStatus.Read => 3,
            MessageStatus.Failed => 4,
            _ => 0,
        };

    private static string Name(InboundMessage inbound) =>
        inbound.Kind == InboundKind.Unknown ? "unknown" : JsonNamingPolicy.SnakeCaseLower.ConvertName(inbound.Kind.ToString());
}

/// <summary>Which way a message went, and what is known of it already.</summary>
/// <param name="At">When it was said, for what was said long ago; null: now.</param>
internal sealed record MessageOrigin(bool IsInbound, MessageStatus Status, DateTimeOffset? At = null)
{
    public static MessageOrigin Customer { get; } = new(IsInbound: true, MessageStatus.Received);
    public static MessageOrigin Phone { get; } = new(IsInbound: false, MessageStatus.Sent);
}

/// <param name="Until">When they were changed.</param>
internal sealed record EarlierWords(string? Text, DateTimeOffset Until);
