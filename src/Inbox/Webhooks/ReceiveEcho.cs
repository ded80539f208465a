using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Somebody answered in the business app on the phone: a message of ours that is sent already, and a person who has the conversation now.</summary>
internal sealed class ReceiveEcho(InboxDbContext db, FindConversation conversations, EarlierMessages earlier, MediaIntake media, TimeProvider clock)
{
    internal const string Reason = "human_reply_from_phone";

    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        if (body.Object("message_echo") is not { } echo || InboundMessage.ParseEcho(body, echo) is not { From.IsKnown: true, GroupId: null } said)
            return false;
        if (EarlierMessages.IsAboutNothing(said))
            return false;
        if (EarlierMessages.Concerns(said))
            return await earlier.ChangeAsync(update, said, byCustomer: false, ct);

        var known = await db.Messages.SingleOrDefaultAsync(m => m.Wamid == said.Wamid, ct);
        if (known is not null && !(known.AwaitsOriginal && known.Direction == MessageDirection.Outbound))
            return true;
        var now = clock.GetUtcNow();
        var conversation = (await conversations.OrBeginAsync(update, said.From, ct)).Conversation;
        if (conversation.AnswerFromPhone(said.Text, now))
            db.Publish(new ConversationHandedOver(update.OrganizationId, conversation.Id, Reason));
        if (known is null)
            db.Add(known = Message.From(said, conversation, MessageOrigin.Phone, now));
        else
            known.TakeOriginal(said);
        media.Expect(known, said, update.PhoneNumberId!);
        db.Publish(new MessageChanged(update.OrganizationId, conversation.Id, known.Id, "echo"));
        return true;
    }
}
