using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.Templates;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Reminders;

internal sealed class CustomerReminders(InboxDbContext db, Outgoing outgoing, DbSession session, ILogger<CustomerReminders> logger) : ICustomerReminders
{
    public async Task RemindAsync(Guid conversationId, VisitReminder reminder, string key, CancellationToken ct)
    {
        if (await db.Messages.AnyAsync(m => m.DedupeKey == key, ct))
            return;
        await using var work = await session.BeginAsync(ct);
        var conversation = await LockConversation.ByIdAsync(db, conversationId, ct);
        while (conversation?.MergedIntoId is { } next)
            conversation = await LockConversation.ByIdAsync(db, next, ct);
        // Erased meanwhile: there is nobody to remind.
        if (conversation is null)
            return;
        var (content, obstacle) = await ChooseAsync(conversation, reminder, ct);
        if (content is not null)
            await outgoing.AddAsync(conversation, content, sentBy: "bot", key, contextWamid: null, ct);
        else
            Skip(conversation, key, obstacle!);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }

    private void Skip(Conversation conversation, string key, string reason)
    {
        db.Publish(new CustomerReminderSkipped(conversation.OrganizationId, conversation.Id, key, reason));
        Log.ReminderSkipped(logger, conversation.Id, reason);
    }

    private async Task<(OutgoingContent? Content, string? Obstacle)> ChooseAsync(Conversation conversation, VisitReminder reminder, CancellationToken ct)
    {
        if (!await db.Numbers.AnyAsync(n => n.Id == conversation.NumberId && n.IsActive, ct))
            return (null, "number_off");
        var words = new OutgoingContent.Text(reminder.Text);
        var obstacle = await outgoing.ObstacleAsync(conversation, words, ct);
        if (obstacle is null)
            return (words, null);
        if (obstacle is not "window_closed")
            return (null, obstacle);
        return ReminderTemplate.Choose(await ApprovedAsync(conversation.NumberId, ct), reminder) is { } template ? (template, null) : (null, "no_template");
    }

    private async Task<IReadOnlyList<Template>> ApprovedAsync(Guid numberId, CancellationToken ct) =>
        await db
            .Templates.AsNoTracking()
            .Where(t => t.Status == Template.Approved && t.Category == ReminderTemplate.Category && t.Name.StartsWith(ReminderTemplate.Prefix))
            .Where(t => db.Numbers.Any(n => n.Id == numberId && n.BusinessAccountId == t.BusinessAccountId))
            .ToListAsync(ct);
}
