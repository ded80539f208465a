using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Templates;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Takes over what Meta tells of numbers, templates and people besides messages. Of what is not known here nothing is made; it is kept all the same.</summary>
internal static class ApplyNews
{
    internal static Task ApplyAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement root, DateTimeOffset now, CancellationToken ct) =>
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
            "user_preferences" or "user_id_update" => ApplyContactNews.ApplyAsync(db, update, root, now, ct),
            _ => Task.CompletedTask,
        };
}
