using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A customer's message becomes a message of a conversation; a reaction, an edit or a deletion changes one that is there.</summary>
internal sealed class ReceiveMessage(
    InboxDbContext db,
    FindConversation conversations,
    EarlierMessages earlier,
    MediaIntake media,
    ContactIdentity identity,
    TimeProvider clock
)
{
    /// <summary>False for what belongs to no conversation of ours: groups, nobody, changes of messages that nobody has.</summary>
    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        var said = InboundMessage.Parse(body);
        if (!said.From.IsKnown || said.GroupId is not null || EarlierMessages.IsAboutNothing(said))
            return false;
        if (EarlierMessages.Concerns(said))
            return await earlier.ChangeAsync(update, said, byCustomer: true, ct);

        var known = await db.Messages.SingleOrDefaultAsync(m => m.Wamid == said.Wamid, ct);
        if (known is not null && !IsAwaited(known, said))
            return true; // Meta repeats itself.
        if (said.Kind == InboundKind.System)
            await NoteAsync(update, said, ct);
        else
            await HearAsync(update, said, known, ct);
        return true;
    }

    private static bool IsAwaited(Message known, InboundMessage said) =>
        known.Direction == MessageDirection.Inbound && (known.AwaitsOriginal || (known.IsPlaceholder && said.Kind != InboundKind.Unsupported));

    private async Task HearAsync(WebhookUpdateReceived update, InboundMessage said, Message? known, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var conversation = (await conversations.OrBeginAsync(update, said.From, ct)).Conversation;
        conversation.Hear(said.Text, said.Timestamp ?? update.ReceivedAt, now);
        if (known is null)
            db.Add(known = Message.From(said, conversation, MessageOrigin.Customer, now));
        else if (known.AwaitsOriginal)
            known.TakeOriginal(said);
        else
            known.Take(said);
        media.Expect(known, said, update.PhoneNumberId!);
        db.Publish(new MessageReceived(update.OrganizationId, conversation.Id, known.Id, known.Type, said.Text, said.ReplyId, update.ReceivedAt));
    }

    // News of WhatsApp about the chat: the customer said nothing, so nobody is woken and no window opens.
    private async Task NoteAsync(WebhookUpdateReceived update, InboundMessage said, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var after = said.Change?.After;
        // Each number that they talk with tells of it: the second time they have the new ids already.
        var peer = after is null ? said.From : await identity.HoldAsync(said.From, after, ct);
        var (conversation, contact, _) = await conversations.OrBeginAsync(update, peer, ct);
        var message = Message.From(said, conversation, MessageOrigin.Customer, now);
        db.Add(message);
        // The note is there before anything is merged: a merge is undone only while nothing was said since.
        await db.SaveChangesAsync(ct);
        if (after is not null)
            await identity.ChangeAsync(contact, after, said.Timestamp is { } at && at < now ? at : now, ct);
        db.Publish(new MessageChanged(update.OrganizationId, conversation.Id, message.Id, "system"));
    }
}
