using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>Puts messages into the durable outbox.</summary>
internal sealed class Outgoing(InboxDbContext db, MarketingConsent marketing, DbSession session, Wakeups wakeups, TimeProvider clock)
{
    /// <summary>Adds a message to be sent with the next save.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="content">What.</param>
    /// <param name="sentBy">Who: <c>bot</c>, <c>user:12</c>.</param>
    /// <param name="dedupeKey">What makes adding it twice one message.</param>
    /// <param name="contextWamid">The message it answers.</param>
    /// <param name="ct">Stops.</param>
    internal async Task<Message> AddAsync(
        Conversation conversation,
        OutgoingContent content,
        string sentBy,
        string? dedupeKey,
        string? contextWamid,
        CancellationToken ct
    )
    {
        var recipient = await RecipientAsync(conversation, ct) ?? throw new InvalidOperationException("The contact has neither a number nor a user id.");
        var message = Make(conversation, content, (sentBy, dedupeKey), contextWamid, recipient);
        message.DueAt = message.CreatedAt;
        db.Add(message);
        conversation.Say(content.Words, message.CreatedAt);
        session.AfterCommit(() => wakeups.Raise(Topics.Outgoing));
        return message;
    }

    /// <summary>Why something cannot be said now, a stable code; null when it can.</summary>
    internal async Task<string?> ObstacleAsync(Conversation conversation, OutgoingContent content, CancellationToken ct)
    {
        if (await RecipientAsync(conversation, ct) is null)
            return "no_address";
        if (content is OutgoingContent.Template template && await marketing.ForbidsAsync(conversation, template.Name, template.Language, ct))
            return MarketingConsent.OptedOut;
        return content is OutgoingContent.Template || conversation.CanSendFreeText(clock.GetUtcNow()) ? null : "window_closed";
    }

    /// <summary>Adds a message that failed before anybody tried: it is seen, and not sent unless a person does.</summary>
    internal async Task<Message> AddFailedAsync(Conversation conversation, OutgoingContent content, string dedupeKey, string code, CancellationToken ct)
    {
        var message = Make(conversation, content, ("bot", dedupeKey), contextWamid: null, await RecipientAsync(conversation, ct));
        message.Become(MessageStatus.Failed, message.CreatedAt, new { code });
        db.Add(message);
        return message;
    }

    private async Task<GraphRecipient?> RecipientAsync(Conversation conversation, CancellationToken ct)
    {
        var to = await db.Contacts.Where(c => c.Id == conversation.ContactId).Select(c => new { c.WaId, c.WaUserId }).SingleAsync(ct);
        return GraphRecipient.Of(to.WaId, to.WaUserId);
    }

    private Message Make(
        Conversation conversation,
        OutgoingContent content,
        (string SentBy, string? DedupeKey) origin,
        string? contextWamid,
        GraphRecipient? recipient
    )
    {
        var now = clock.GetUtcNow();
        var id = SequentialGuid.Next(now);
        return new Message
        {
            Id = id,
            OrganizationId = conversation.OrganizationId,
            ConversationId = conversation.Id,
            Direction = MessageDirection.Outbound,
            Type = content.Type,
            Text = content.Words,
            Content = content is OutgoingContent.Text ? null : GraphPayload.Inner(content).ToJsonString(),
            ContextWamid = contextWamid,
            Status = MessageStatus.Queued,
            SentBy = origin.SentBy,
            DedupeKey = origin.DedupeKey,
            CreatedAt = now,
            Payload = recipient is { } to ? GraphPayload.Of(to, content, contextWamid, callbackData: id.ToString("N")).ToJsonString() : null,
        };
    }
}
