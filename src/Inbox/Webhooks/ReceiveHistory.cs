using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>What was said in the business app before the number came here: stored at its own time, and nobody is woken by it.</summary>
internal sealed class ReceiveHistory(InboxDbContext db, FindConversation conversations, MediaIntake media, TimeProvider clock)
{
    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        if (body.Object("history_message") is { } single)
            return await RecallAsync(update, InboundMessage.ParseEcho(body, single).From, [single], body, ct);
        return body.Object("history_thread") is { } thread
            && await RecallAsync(
                update,
                MessagePeer.Of(body, thread.Text("id"), thread.Text("user_id"), parentUserId: null),
                [.. thread.Array("messages").Items().Where(m => m.ValueKind is JsonValueKind.Object)],
                body,
                ct
            );
    }

    private async Task<bool> RecallAsync(
        WebhookUpdateReceived update,
        MessagePeer peer,
        IReadOnlyList<JsonElement> messages,
        JsonElement body,
        CancellationToken ct
    )
    {
        if (!peer.IsKnown || messages.Count == 0)
            return false;
        var own = PhoneNumbers.Normalise(body.Object("metadata").Text("display_phone_number"));
        var said = messages.Select(m => (Message: InboundMessage.Of(m, peer), Origin: OriginOf(m, peer, own))).DistinctBy(m => m.Message.Wamid).ToList();
        string[] wamids = [.. said.Select(m => m.Message.Wamid)];
        var known = await db.Messages.Where(m => wamids.Contains(m.Wamid)).ToDictionaryAsync(m => m.Wamid!, StringComparer.Ordinal, ct);
        var (conversation, _, isNew) = await conversations.OrBeginAsync(update, peer, ct);
        foreach (var (message, origin) in said.OrderBy(m => m.Origin.At))
            Recall(update, conversation, message, origin, known.GetValueOrDefault(message.Wamid));
        // People were talking yesterday: a bot that greets in the middle of it would be a stranger.
        if (isNew && said.Exists(m => !m.Origin.IsInbound && m.Origin.At > clock.GetUtcNow() - Conversation.Window))
            conversation.LeaveToPeople();
        return true;
    }

    private void Recall(WebhookUpdateReceived update, Conversation conversation, InboundMessage said, MessageOrigin origin, Message? known)
    {
        if (said.Kind is InboundKind.Reaction or InboundKind.Edit or InboundKind.Revoke || (known is not null && !known.IsPlaceholder))
            return;
        if (known is null)
        {
            known = Message.From(said, conversation, origin, clock.GetUtcNow());
            db.Add(known);
            conversation.Recall(said.Text, origin.At!.Value, origin.IsInbound);
        }
        else if (said.Kind == InboundKind.Unsupported)
            return;
        else
        {
            known.Take(said);
            db.Publish(new MessageChanged(update.OrganizationId, known.ConversationId, known.Id, "media"));
        }
        media.Expect(known, said, update.PhoneNumberId!);
    }

    private MessageOrigin OriginOf(JsonElement message, MessagePeer peer, string? ownNumber)
    {
        var from = PhoneNumbers.Normalise(message.Text("from"));
        var byBusiness = from is not null && (from == ownNumber || (peer.WaId is not null && from != peer.WaId));
        var now = clock.GetUtcNow();
        var at = message.UnixTime("timestamp") is { } given && given < now ? given : now;
        return byBusiness
            ? new(IsInbound: false, StatusOf(message.Object("history_context").Text("status")), at)
            : new(IsInbound: true, MessageStatus.Received, at);
    }

    private static MessageStatus StatusOf(string? status) =>
        status switch
        {
            "READ" or "PLAYED" => MessageStatus.Read,
            "DELIVERED" => MessageStatus.Delivered,
            "ERROR" => MessageStatus.Failed,
            _ => MessageStatus.Sent,
        };
}
