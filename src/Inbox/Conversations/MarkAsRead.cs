using System.Text.Json.Nodes;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>Somebody of the organization read what a customer wrote.</summary>
/// <param name="Wamid">The last of it; the earlier ones are read with it.</param>
internal sealed record ConversationRead(long OrganizationId, Guid ConversationId, Guid NumberId, string Wamid) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => $"conversation:{ConversationId}";
}

/// <summary>Lets the customer see that they were read. Whether it works matters to nobody: it is tried once, and the next reading marks all before it.</summary>
internal sealed class MarkAsRead(InboxDbContext db, NumberDirectory numbers, GraphClient graph) : IEventHandler<ConversationRead>
{
    public async Task HandleAsync(ConversationRead domainEvent, CancellationToken ct)
    {
        var phoneNumberId = await db.Numbers.Where(n => n.Id == domainEvent.NumberId).Select(n => n.PhoneNumberId).SingleOrDefaultAsync(ct);
        if (phoneNumberId is null || await numbers.FindAsync(phoneNumberId, ct) is not { IsActive: true, AccessToken: { } token })
            return;
        var receipt = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["status"] = "read",
            ["message_id"] = domainEvent.Wamid,
        };
        await graph.TellAsync(new GraphNumber(phoneNumberId, token), receipt, ct);
    }
}
