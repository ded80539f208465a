using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Applies one update: each kind has somebody who knows it, and what nobody knows is kept as it came.</summary>
internal sealed class ApplyWebhookUpdate(
    InboxDbContext db,
    ReceiveMessage messages,
    ReceiveEcho echoes,
    ReceiveHistory history,
    ReceiveCall calls,
    ApplyReceipt receipts,
    LearnNames names,
    ApplyNews news,
    TimeProvider clock
) : IEventHandler<WebhookUpdateReceived>
{
    public async Task HandleAsync(WebhookUpdateReceived domainEvent, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(domainEvent.Update);
        var update = document.RootElement;
        var applied = domainEvent.Kind switch
        {
            WebhookKind.Message => await messages.HandleAsync(domainEvent, update, ct),
            WebhookKind.Status => await receipts.HandleAsync(domainEvent, update, ct),
            _ => domainEvent.Field switch
            {
                "smb_message_echoes" => await echoes.HandleAsync(domainEvent, update, ct),
                "history" => await history.HandleAsync(domainEvent, update, ct),
                "calls" => await calls.HandleAsync(domainEvent, update, ct),
                "smb_app_state_sync" => await names.HandleAsync(domainEvent, update, ct),
                _ => false,
            },
        };
        if (!applied)
        {
            Keep(domainEvent);
            await news.ApplyAsync(domainEvent, update, clock.GetUtcNow(), ct);
        }
        await db.SaveChangesAsync(ct);
    }

    private void Keep(WebhookUpdateReceived update) =>
        db.Add(
            new KeptUpdate
            {
                Id = SequentialGuid.Next(clock.GetUtcNow()),
                OrganizationId = update.OrganizationId,
                Field = update.Field,
                PhoneNumberId = update.PhoneNumberId,
                BusinessAccountId = update.BusinessAccountId,
                Body = update.Update,
                ReceivedAt = update.ReceivedAt,
            }
        );
}
