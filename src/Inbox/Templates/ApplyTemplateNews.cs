using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Webhooks;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>What Meta says of a template: approved or refused, its quality, its category, that somebody edited it.</summary>
internal static class ApplyTemplateNews
{
    private const string ButtonPrefix = "message_template_button_";

    internal static async Task ApplyAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement root, DateTimeOffset now, CancellationToken ct)
    {
        if (root.Object("value") is not { } value || update.BusinessAccountId is not { } account)
            return;
        // Whoever stores a template looks for what was said of it, and we for the template, one after the other: nothing is lost between the two.
        await HoldAsync(db, account, update.OrganizationId, ct);
        if (await FindAsync(db, update, value, ct) is { } template)
            Take(template, value, now);
    }

    /// <summary>Applies what Meta said of a template before it was stored here, in the open transaction.</summary>
    /// <param name="since">What was said by name before that was about another one of that name.</param>
    internal static async Task CatchUpAsync(InboxDbContext db, Template template, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        var kept = await db
            .Updates.AsNoTracking()
            .Where(u => u.BusinessAccountId == template.BusinessAccountId)
            .Where(u => u.Field.StartsWith("message_template_") || u.Field == "template_category_update")
            .OrderBy(u => u.ReceivedAt)
            .ThenBy(u => u.Id)
            .Select(u => new { u.Body, u.ReceivedAt })
            .ToListAsync(ct);
        foreach (var update in kept)
        {
            using var document = JsonDocument.Parse(update.Body);
            if (document.RootElement.Object("value") is { } value && IsAbout(template, value, isSince: update.ReceivedAt >= since))
                Take(template, value, now);
        }
    }

    /// <summary>Makes all who store templates of an account, or apply what is said of them, take turns.</summary>
    internal static Task HoldAsync(InboxDbContext db, string account, long organizationId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"templates:" + account}, {organizationId}))", ct);

    private static bool IsAbout(Template template, JsonElement value, bool isSince) =>
        value.Text("message_template_id") is { } id && template.MetaId is not null
            ? id == template.MetaId
            : isSince
                && value.Text("message_template_name") == template.Name
                && Template.LanguageOf(value.Text("message_template_language") ?? "") == template.Language;

    private static void Take(Template template, JsonElement value, DateTimeOffset now)
    {
        // By what it says, not by its name: Meta's own example has the one under the name of the other.
        if (value.Text("event") is { } happened)
            TakeStatus(template, happened, value);
        template.Quality = value.Text("new_quality_score") ?? template.Quality;
        // With a correct category it is a notice of what will come, and may come late.
        if (value.Text("correct_category") is null)
            template.Category = value.Text("new_category") ?? value.Text("message_template_category") ?? template.Category;
        if (value.Text("message_template_element") is { } body)
            template.Components = Edited(template.Components, body, value);
        template.UpdatedAt = now;
    }

    private static async Task<Template?> FindAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement value, CancellationToken ct)
    {
        var id = value.Text("message_template_id");
        var name = value.Text("message_template_name");
        var language = Template.LanguageOf(value.Text("message_template_language") ?? "");
        var known = await db
            .Templates.Where(t => t.BusinessAccountId == update.BusinessAccountId)
            .Where(t => (id != null && t.MetaId == id) || (t.Name == name && t.Language == language))
            .ToListAsync(ct);
        return known.Find(t => t.MetaId == id) ?? known.FirstOrDefault();
    }

    private static void TakeStatus(Template template, string happened, JsonElement value)
    {
        template.Status = happened switch
        {
            "REINSTATED" => Template.Approved,
            // A warning: it may still be sent.
            "FLAGGED" or "UNFLAGGED" => template.Status,
            _ => JsonText.Cut(happened, 60),
        };
        template.RejectedReason =
            happened == "REJECTED" ? JsonText.Cut(value.Object("rejection_info").Text("reason") ?? value.Text("reason") ?? "", 1000)
            : happened == Template.Approved ? null
            : template.RejectedReason;
    }

    private static string Edited(string stored, string body, JsonElement value)
    {
        var components = JsonNode.Parse(stored)!.AsArray();
        Put(components, "HEADER", value.Text("message_template_title"));
        Put(components, "BODY", body);
        Put(components, "FOOTER", value.Text("message_template_footer"));
        if (value.Array("message_template_buttons") is { } buttons)
        {
            var at = Component(components, "BUTTONS");
            at["buttons"] = new JsonArray([.. ((JsonElement?)buttons).Items().Select(Button)]);
        }
        return components.ToJsonString();
    }

    private static void Put(JsonArray components, string type, string? text)
    {
        if (text is null)
            return;
        var component = Component(components, type);
        component["text"] = text;
        if (type == "HEADER")
            component["format"] ??= "TEXT";
    }

    private static JsonObject Component(JsonArray components, string type)
    {
        if (components.OfType<JsonObject>().FirstOrDefault(c => (string?)c["type"] == type) is { } known)
            return known;
        var component = new JsonObject { ["type"] = type };
        components.Add(component);
        return component;
    }

    private static JsonNode Button(JsonElement button)
    {
        var made = new JsonObject();
        foreach (var property in button.EnumerateObject().Where(p => p.Name.StartsWith(ButtonPrefix, StringComparison.Ordinal)))
            made[property.Name[ButtonPrefix.Length..]] = JsonNode.Parse(property.Value.GetRawText());
        return made;
    }
}
