using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>What holds whenever a person sends: whether WhatsApp would carry it now, and that the conversation is theirs then and the bot silent.</summary>
internal sealed class SendingDesk(InboxDbContext db, ITemplateCatalog templates, TimeProvider clock)
{
    /// <summary>Why it cannot be sent; null when it can.</summary>
    public async Task<Error?> RefusalAsync(Conversation conversation, bool isTemplate, CurrentUser user, CancellationToken ct)
    {
        if (!await db.Numbers.AnyAsync(n => n.Id == conversation.NumberId && n.IsActive, ct))
            return Errors.Whatsapp.NumberOff(conversation.NumberId);
        var to = await db.Contacts.Where(c => c.Id == conversation.ContactId).Select(c => new { c.WaId, c.WaUserId }).SingleAsync(ct);
        if (GraphRecipient.Of(to.WaId, to.WaUserId) is null)
            return Errors.Whatsapp.NoAddress(conversation.ContactId);
        if (isTemplate || conversation.CanSendFreeText(clock.GetUtcNow()))
            return null;
        var closedAt = conversation.WindowExpiresAt;
        var written = closedAt is { } at ? $"{TimeZoneInfo.ConvertTime(at, user.TimeZone):dd/MM/yyyy HH:mm}" : "—";
        return Errors.Whatsapp.WindowClosed(closedAt, written, await templates.ApprovedAsync(conversation.NumberId, ct));
    }

    /// <summary>A person speaks: the bot falls silent, and the conversation is theirs if it was nobody's.</summary>
    public void Take(Conversation conversation, CurrentUser user)
    {
        var before = conversation.AssignedTo;
        conversation.AssignTo(before ?? user.UserId, clock.GetUtcNow());
        if (before is null)
            db.Publish(new ConversationAssigned(conversation.OrganizationId, conversation.Id, user.UserId, PreviousUserId: null, user.UserId));
    }
}
