using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// What our side thinks of a message. To the customer the number is one person: a new reaction replaces the one before it, whoever gave it, and an empty
/// emoji takes it back. What Meta did not take is not shown.
/// </summary>
internal sealed class OurReactions(InboxDbContext db) : IEventHandler<MessageStatusChanged>
{
    internal const string Customer = "contact";

    /// <summary>A person reacts, in a conversation that is held.</summary>
    internal async Task NoteAsync(Conversation conversation, OutgoingContent.Reaction reaction, Message message, CancellationToken ct)
    {
        await ReplaceAsync(conversation.Id, reaction.Wamid, message.CreatedAt, ct);
        await PutAsync(message, reaction.Wamid, reaction.Emoji, ct);
        await TellAsync(conversation.Id, reaction.Wamid, ct);
    }

    /// <summary>All of our side were replaced at that time.</summary>
    internal async Task ReplaceAsync(Guid conversationId, string wamid, DateTimeOffset at, CancellationToken ct)
    {
        var ours = await db
            .Reactions.Where(r => r.ConversationId == conversationId && r.TargetWamid == wamid && r.Author != Customer && r.Emoji != null)
            .ToListAsync(ct);
        foreach (var before in ours.Where(r => r.OccurredAt <= at))
            before.Emoji = null;
    }

    /// <summary>One that failed is not shown, and again when it is sent again.</summary>
    public async Task HandleAsync(MessageStatusChanged domainEvent, CancellationToken ct)
    {
        if (domainEvent.Status is not ("failed" or "queued"))
            return;
        var message = await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == domainEvent.MessageId && m.Type == "reaction", ct);
        if (message?.Direction != MessageDirection.Outbound || await LockConversation.ByIdAsync(db, message.ConversationId, ct) is null)
            return;
        var wamid = MessageView.Of(message, replyTo: null).Reaction?.GetProperty("message_id").GetString()!;
        var author = message.SentBy;
        var shown = await db.Reactions.SingleOrDefaultAsync(
            r => r.ConversationId == message.ConversationId && r.TargetWamid == wamid && r.Author == author,
            ct
        );
        // A later one stands already.
        if (shown is null || shown.OccurredAt > message.CreatedAt)
            return;
        if (domainEvent.Status == "failed")
            shown.Emoji = null;
        else
            await PutAsync(message, wamid, message.Text, ct);
        await TellAsync(message.ConversationId, wamid, ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task PutAsync(Message message, string wamid, string? emoji, CancellationToken ct)
    {
        var (conversation, author, shown) = (message.ConversationId, message.SentBy, string.IsNullOrEmpty(emoji) ? null : emoji);
        var known = await db.Reactions.SingleOrDefaultAsync(r => r.ConversationId == conversation && r.TargetWamid == wamid && r.Author == author, ct);
        if (known is not null)
            (known.Emoji, known.OccurredAt) = (shown, message.CreatedAt);
        else
            db.Add(
                new Reaction
                {
                    OrganizationId = message.OrganizationId,
                    ConversationId = conversation,
                    TargetWamid = wamid,
                    Author = author,
                    Emoji = shown,
                    OccurredAt = message.CreatedAt,
                }
            );
    }

    private async Task TellAsync(Guid conversationId, string wamid, CancellationToken ct)
    {
        var about = await db.Messages.Where(m => m.ConversationId == conversationId && m.Wamid == wamid).Select(m => (Guid?)m.Id).SingleOrDefaultAsync(ct);
        if (about is { } id)
            db.Publish(new MessageChanged(db.TenantId, conversationId, id, "reaction"));
    }
}
