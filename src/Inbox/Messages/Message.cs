using System.Text.Json;
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

    /// <summary>The body for Graph (JSON), outbound only.</summary>
    public string? Payload { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? SendingSince { get; set; }

    /// <summary>A message of a customer.</summary>
    public static Message From(InboundMessage inbound, long organizationId, Guid conversationId, DateTimeOffset now)
    {
        var message = new Message
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            ConversationId = conversationId,
            Direction = MessageDirection.Inbound,
            Type = "",
            Wamid = inbound.Wamid,
            Status = MessageStatus.Received,
            SentBy = "contact",
            CreatedAt = now,
        };
        message.Take(inbound);
        return message;
    }

    /// <summary>Meta may pass on the real message after it said it could not, under the same wamid.</summary>
    public void Take(InboundMessage inbound)
    {
        (Type, Text, ContextWamid) = (Name(inbound), inbound.Text, inbound.ContextWamid);
        Content = JsonSerializer.Serialize(
            new
            {
                inbound.Media,
                inbound.Location,
                inbound.ReplyId,
                inbound.ReplyData,
                inbound.TargetWamid,
                inbound.GroupId,
            },
            Json.Options
        );
    }

    /// <summary>Applies a receipt. Statuses only move forward; a failure may follow a delivery.</summary>
    public bool Apply(StatusUpdate receipt, DateTimeOffset now)
    {
        Wamid ??= receipt.Wamid;
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
