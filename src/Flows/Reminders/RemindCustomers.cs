using System.Globalization;
using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine.Text;
using Aldrava.Flows.Runs;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Reminders;

/// <summary>
/// Reminds the customer of a visit, when its agent is reminded: who spoke with a chatbot whose settings have <c>visit_reminders</c> on. Once for each time the
/// visit is set to; of what was cancelled or has begun nobody is reminded.
/// </summary>
internal sealed class RemindCustomers(
    FlowsDbContext db,
    IConversations conversations,
    ICustomerReminders reminders,
    IOrganizations organizations,
    ErrorMessages messages,
    TimeProvider clock
) : IEventHandler<VisitReminderDue>
{
    private sealed record BotSettings(bool? VisitReminders, string? Language);

    public async Task HandleAsync(VisitReminderDue domainEvent, CancellationToken ct)
    {
        if (domainEvent.ConversationId is not { } id || domainEvent.ScheduledAt <= clock.GetUtcNow())
            return;
        if (await conversations.FindAsync(id, ct) is not { ChatbotId: { } chatbot } conversation)
            return;
        if (await SettingsAsync(chatbot, ct) is not { VisitReminders: true } settings)
            return;
        var zone = (await organizations.FindAsync(domainEvent.OrganizationId, ct))?.TimeZone ?? TimeZoneInfo.Utc;
        var reminder = Word(domainEvent, conversation, CustomerLanguage.Of(LocalText.Language(settings.Language ?? ""), conversation.ContactPhone), zone);
        var key = string.Create(CultureInfo.InvariantCulture, $"visit_reminder:{domainEvent.VisitId}:{domainEvent.ScheduledAt.ToUnixTimeSeconds()}");
        await reminders.RemindAsync(id, reminder, key, ct);
    }

    private async Task<BotSettings?> SettingsAsync(Guid chatbot, CancellationToken ct) =>
        await db.Chatbots.Where(c => c.Id == chatbot && c.IsActive && c.DeletedAt == null).Select(c => c.Settings).SingleOrDefaultAsync(ct) is { } settings
            ? JsonSerializer.Deserialize<BotSettings>(settings, Json.Options)
            : null;

    private VisitReminder Word(VisitReminderDue due, ConversationInfo conversation, CultureInfo language, TimeZoneInfo zone)
    {
        var at = TimeZoneInfo.ConvertTime(due.ScheduledAt, zone);
        var name = due.LeadName ?? conversation.ContactName;
        if (string.IsNullOrWhiteSpace(name))
            name = messages.Get("visit_reminder.nobody", language);
        var date = at.ToString(messages.Get("visit_reminder.date", language), language);
        var time = at.ToString("HH:mm", CultureInfo.InvariantCulture);
        return new(messages.Get("visit_reminder.text", language, [name, due.PropertyTitle, date, time]), language, name, due.PropertyTitle, date, time);
    }
}
