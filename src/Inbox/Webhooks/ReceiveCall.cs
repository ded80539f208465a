using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>A call is a message of the conversation, noted when it begins and again when it ends. A customer's call opens the 24 h window.</summary>
internal sealed class ReceiveCall(InboxDbContext db, FindConversation conversations, TimeProvider clock)
{
    private static readonly string[] s_facts = ["event", "status", "duration", "start_time", "end_time"];

    internal async Task<bool> HandleAsync(WebhookUpdateReceived update, JsonElement body, CancellationToken ct)
    {
        if ((body.Object("call") ?? body.Object("call_status")) is not { } call || call.Text("id") is not { } id)
            return false;
        var callId = JsonText.Bounded(id, InboundMessage.LongestWamid);
        var message = await db.Messages.SingleOrDefaultAsync(m => m.Wamid == callId, ct);
        if (message is null)
        {
            if (body.Object("call") is null || PeerOf(body, call) is not { IsKnown: true } peer)
                return false;
            message = await BeginAsync(update, callId, call, peer, ct);
        }
        if (message.Type != "call")
            return false;
        message.Content = Merge(message.Content, call);
        db.Publish(new MessageChanged(update.OrganizationId, message.ConversationId, message.Id, "call"));
        return true;
    }

    private async Task<Message> BeginAsync(WebhookUpdateReceived update, string callId, JsonElement call, MessagePeer peer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var conversation = (await conversations.OrBeginAsync(update, peer, ct)).Conversation;
        var byBusiness = IsByBusiness(call);
        if (!byBusiness)
            conversation.HearCall(call.UnixTime("start_time") ?? call.UnixTime("timestamp") ?? update.ReceivedAt, now);
        var message = Message.OfCall(callId, conversation, byBusiness ? MessageOrigin.Phone : MessageOrigin.Customer, now);
        db.Add(message);
        return message;
    }

    private static bool IsByBusiness(JsonElement call) => call.Text("direction") is "BUSINESS_INITIATED";

    private static MessagePeer PeerOf(JsonElement body, JsonElement call) =>
        IsByBusiness(call)
            ? MessagePeer.Of(body, call.Text("to"), call.Text("to_user_id"), parentUserId: null)
            : MessagePeer.Of(body, call.Text("from"), call.Text("from_user_id"), parentUserId: null);

    // The beginning may come after the end: what is known stays.
    private static string Merge(string? before, JsonElement call)
    {
        var facts = before is null ? [] : (JsonObject)JsonNode.Parse(before)!;
        var ended = facts["event"]?.GetValue<string>() == "terminate";
        foreach (var name in s_facts)
        {
            if (FactOf(call, name) is { } fact && !(ended && facts.ContainsKey(name)))
                facts[name] = JsonText.Cut(fact, WebhookUpdateWriter.LongestId);
        }
        return facts.ToJsonString();
    }

    // Meta has sent the status as a word, and as a list of words of which the last one counts.
    private static string? FactOf(JsonElement call, string name) =>
        call.Text(name)
        ?? call.Array(name).Items().LastOrDefault() switch
        {
            { ValueKind: JsonValueKind.String } word => word.GetString(),
            _ => null,
        };
}
