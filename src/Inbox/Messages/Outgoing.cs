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
    /// <summary>Adds a text to be sent with the next save.</summary>
    internal async Task<Message> AddTextAsync(Conversation conversation, string text, string sentBy, string? dedupeKey, CancellationToken ct)
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
            Type = "text",
            Text = text,
            Status = MessageStatus.Queued,
            SentBy = sentBy,
            DedupeKey = dedupeKey,
            CreatedAt = now,
            DueAt = now,
            Payload = GraphPayload.Text(recipient, text, callbackData: id.ToString("N")).ToJsonString(),
        };
        db.Add(message);
        conversation.Say(text, now);
        session.AfterCommit(() => wakeups.Raise(Topics.Outgoing));
        return message;
    }
}
