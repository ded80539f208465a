using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Applies one update: a customer's message becomes a message of a conversation, a receipt moves one of ours forward, the rest is kept.</summary>
internal sealed class ApplyWebhookUpdate(InboxDbContext db, TimeProvider clock) : IEventHandler<WebhookUpdateReceived>
{
    public async Task HandleAsync(WebhookUpdateReceived domainEvent, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(domainEvent.Update);
        switch (domainEvent.Kind)
        {
            case WebhookKind.Message when InboundMessage.Parse(document.RootElement) is { From.IsKnown: true, GroupId: null } message:
                await ReceiveAsync(domainEvent, message, ct);
                break;
            case WebhookKind.Status when StatusUpdate.Parse(document.RootElement) is { } receipt:
                await ApplyAsync(domainEvent, receipt, ct);
                break;
            default:
                Keep(domainEvent);
                await ApplyNews.ApplyAsync(db, domainEvent, document.RootElement, clock.GetUtcNow(), ct);
                break;
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task ReceiveAsync(WebhookUpdateReceived update, InboundMessage inbound, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = await db.Messages.SingleOrDefaultAsync(m => m.Wamid == inbound.Wamid, ct);
        if (known is not null && (known.Type != "unsupported" || inbound.Kind == InboundKind.Unsupported))
            return; // Meta repeats itself.

        var conversation = await ConversationOfAsync(update, inbound, now, ct);
        conversation.Hear(inbound.Text, inbound.Timestamp ?? update.ReceivedAt, now);
        if (known is null)
            db.Add(known = Message.From(inbound, update.OrganizationId, conversation.Id, now));
        else
            known.Take(inbound);
        db.Publish(new MessageReceived(update.OrganizationId, conversation.Id, known.Id, known.Type, inbound.Text, inbound.ReplyId, update.ReceivedAt));
    }

    private async Task<Conversation> ConversationOfAsync(WebhookUpdateReceived update, InboundMessage inbound, DateTimeOffset now, CancellationToken ct)
    {
        var number = await db.Numbers.SingleAsync(n => n.PhoneNumberId == update.PhoneNumberId, ct);
        var contact = await FindContact.OrCreateAsync(db, inbound.From, update.OrganizationId, now, ct);
        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.NumberId == number.Id && c.ContactId == contact.Id, ct);
        if (conversation is null)
        {
            conversation = Conversation.Begin(update.OrganizationId, number.Id, contact.Id, number.DefaultChatbotId, now);
            db.Add(conversation);
        }
        return conversation;
    }

    private async Task ApplyAsync(WebhookUpdateReceived update, StatusUpdate receipt, CancellationToken ct)
    {
        // The receipt may come before the answer of the send call was stored: then only our own mark finds the message.
        var ours = Guid.TryParseExact(receipt.CallbackData, "N", out var id) ? id : (Guid?)null;
        if (await LockMessage.ByReceiptAsync(db, receipt.Wamid, ours, ct) is not { } message)
        {
            Keep(update);
            return;
        }
        if (message.Apply(receipt, clock.GetUtcNow()))
            db.Publish(
                new MessageStatusChanged(
                    update.OrganizationId,
                    message.ConversationId,
                    message.Id,
                    JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Status.ToString())
                )
            );
    }

    private void Keep(WebhookUpdateReceived update) =>
        db.Add(
            new KeptUpdate
            {
                Id = SequentialGuid.Next(clock.GetUtcNow()),
                OrganizationId = update.OrganizationId,
                Field = update.Field,
                PhoneNumberId = update.PhoneNumberId,
                Body = update.Update,
                ReceivedAt = update.ReceivedAt,
            }
        );
}
