using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A receipt moves a message of ours forward. False for a message that is not ours.</summary>
internal sealed class ApplyReceipt(InboxDbContext db, TimeProvider clock)
{
    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        var receipt = StatusUpdate.Parse(body);
        // The receipt may come before the answer of the send call was stored: then only our own mark finds the message.
        var ours = Guid.TryParseExact(receipt.CallbackData, "N", out var id) ? id : (Guid?)null;
        if (await LockMessage.ByReceiptAsync(db, receipt.Wamid, ours, ct) is not { } message)
            return false;
        if (message.Apply(receipt, clock.GetUtcNow()))
            db.Publish(
                new MessageStatusChanged(
                    update.OrganizationId,
                    message.ConversationId,
                    message.Id,
                    JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Status.ToString())
                )
            );
        return true;
    }
}
