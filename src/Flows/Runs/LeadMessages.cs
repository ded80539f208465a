using Aldrava.Crm.Contracts;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>Shows the leads' timelines what the inbox keeps.</summary>
internal sealed class LeadMessages(IConversations conversations) : ILeadMessages
{
    public async Task<IReadOnlyList<LeadMessage>> ReadAsync(Guid conversationId, LeadMessagePlace? before, int limit, CancellationToken ct)
    {
        var page = new MessagePage(before?.At ?? DateTimeOffset.MaxValue, before?.Seq ?? long.MaxValue, limit);
        var messages = await conversations.MessagesAsync(conversationId, page, ct);
        return [.. messages.Select(m => new LeadMessage(m.Id, m.Seq, m.IsInbound, m.Type, m.Text, m.Status, m.SentBy, m.At))];
    }
}
