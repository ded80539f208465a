using System.Text.Json;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>Who told WhatsApp that they want no marketing gets none from here: whoever sends a template, a person or a bot, asks first.</summary>
internal sealed class MarketingConsent(InboxDbContext db)
{
    internal const string OptedOut = "marketing_opt_out";
    private const string Marketing = "MARKETING";

    /// <summary>Why a person may not send a template; null when they may.</summary>
    internal async Task<Error?> RefusalAsync(Conversation conversation, string? name, string? language, CancellationToken ct) =>
        await ForbidsAsync(conversation, name, language, ct) ? Errors.Whatsapp.MarketingOptOut(conversation.ContactId) : null;

    /// <summary>The same for one that was queued before.</summary>
    /// <param name="content">As Meta takes it (JSON).</param>
    internal Task<Error?> RefusalAsync(Conversation conversation, string? content, CancellationToken ct)
    {
        var template = content is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(content);
        return RefusalAsync(conversation, template.Text("name"), template.Object("language").Text("code"), ct);
    }

    /// <summary>True when the template is marketing and the customer wants none.</summary>
    internal Task<bool> ForbidsAsync(Conversation conversation, string? name, string? language, CancellationToken ct) =>
        db
            .Templates.Where(t => t.Name == name && t.Language == language && t.Category == Marketing)
            .Where(t => db.Numbers.Any(n => n.Id == conversation.NumberId && n.BusinessAccountId == t.BusinessAccountId))
            .AnyAsync(t => db.Contacts.Any(c => c.Id == conversation.ContactId && c.MarketingOptOut), ct);
}
