using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>Puts messages into the durable outbox.</summary>
internal sealed class Outgoing(InboxDbContext db, DbSession session, Wakeups wakeups, TimeProvider clock)
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
        var now = clock.GetUtcNow();
        var id = SequentialGuid.Next(now);
        var to = await db.Contacts.Where(c => c.Id == conversation.ContactId).Select(c => new { c.WaId, c.WaUserId }).SingleAsync(ct);
        var recipient = GraphRecipient.Of(to.WaId, to.WaUserId) ?? throw new InvalidOperationException("The contact has neither a number nor a user id.");
        var message = new Message
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
            SentBy = sentBy,
            DedupeKey = dedupeKey,
            CreatedAt = now,
            DueAt = now,
            Payload = GraphPayload.Of(recipient, content, contextWamid, callbackData: id.ToString("N")).ToJsonString(),
        };
        db.Add(message);
        conversation.Say(content.Words, now);
        session.AfterCommit(() => wakeups.Raise(Topics.Outgoing));
        return message;
    }
}
