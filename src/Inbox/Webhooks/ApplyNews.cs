using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Templates;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Takes over what Meta tells of numbers, templates and people besides messages. Of what is not known here nothing is made; it is kept all the same.</summary>
internal sealed class ApplyNews(InboxDbContext db, ApplyContactNews contacts)
{
    internal Task ApplyAsync(WebhookUpdateReceived update, JsonElement root, DateTimeOffset now, CancellationToken ct) =>
        update.Field switch
        {
            "message_template_status_update" or "message_template_quality_update" or "message_template_components_update" or "template_category_update" =>
                ApplyTemplateNews.ApplyAsync(db, update, root, now, ct),
            "phone_number_quality_update"
            or "phone_number_name_update"
            or "account_update"
            or "account_alerts"
            or "business_capability_update"
            or "business_username_updates"
            or "business_username_update" => ApplyNumberNews.ApplyAsync(db, update, root, now, ct),
            "user_preferences" or "user_id_update" => contacts.ApplyAsync(root, ct),
            _ => Task.CompletedTask,
        };
}
