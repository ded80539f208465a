using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// While a bot thinks, the customer sees that their message was read and that somebody is typing. It is tried once, beside the answer and not before it:
/// whether it works matters to nobody. "Typing…" ends with the answer; when that was quicker, the message is only marked as read.
/// </summary>
internal sealed class ShowTyping(InboxDbContext db, NumberDirectory numbers, GraphClient graph, IOptions<SendingOptions> options, TimeProvider clock)
    : IEventHandler<MessageReceived>
{
    /// <summary>Later it would only confuse: the server was away, or the answer long said.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    public async Task HandleAsync(MessageReceived domainEvent, CancellationToken ct)
    {
        if (!options.Value.ShowTyping || clock.GetUtcNow() - domainEvent.ReceivedAt > Fresh)
            return;
        var heard = await (
            from message in db.Messages
            join conversation in db.Conversations on message.ConversationId equals conversation.Id
            join number in db.Numbers on conversation.NumberId equals number.Id
            where message.Id == domainEvent.MessageId && conversation.BotActive && conversation.ChatbotId != null && message.Wamid != null
            select new
            {
                message.Wamid,
                number.PhoneNumberId,
                IsAnswered = db.Messages.Any(m => m.ConversationId == message.ConversationId && m.Seq > message.Seq && m.Status != MessageStatus.Received),
            }
        ).SingleOrDefaultAsync(ct);
        if (heard is null || await numbers.FindAsync(heard.PhoneNumberId, ct) is not { IsActive: true, AccessToken: { } token })
            return;
        var receipt = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["status"] = "read",
            ["message_id"] = heard.Wamid,
        };
        if (!heard.IsAnswered)
            receipt["typing_indicator"] = new JsonObject { ["type"] = "text" };
        await graph.TellAsync(new GraphNumber(heard.PhoneNumberId, token), receipt, ct);
    }
}
