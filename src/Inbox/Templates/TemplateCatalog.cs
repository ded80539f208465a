using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>What whoever sends wants to know about templates.</summary>
internal sealed class TemplateCatalog(InboxDbContext db) : ITemplateCatalog
{
    private const int Most = 200;
    private const int Suggested = 50;

    /// <summary>What may be sent from a number now, by name.</summary>
    internal async Task<IReadOnlyList<Template>> ApprovedAsync(Guid numberId, CancellationToken ct) =>
        await db
            .Templates.AsNoTracking()
            .Where(t => t.Status == Template.Approved && db.Numbers.Any(n => n.Id == numberId && n.BusinessAccountId == t.BusinessAccountId))
            .OrderBy(t => t.Name)
            .ThenBy(t => t.Language)
            .Take(Most)
            .ToListAsync(ct);

    async Task<IReadOnlyList<SuggestedTemplate>> ITemplateCatalog.ApprovedAsync(Guid numberId, CancellationToken ct) =>
        [
            .. (await ApprovedAsync(numberId, ct))
                .Take(Suggested)
                .Select(t => new SuggestedTemplate(t.Name, t.Language, t.Category.ToLowerInvariant(), BodyOf(t))),
        ];

    /// <summary>How a template message reads; null when the template is not known here.</summary>
    /// <param name="numberId">The number it leaves from.</param>
    /// <param name="name">The template.</param>
    /// <param name="language">Its language.</param>
    /// <param name="components">What fills it (JSON array as Meta takes it); null for nothing.</param>
    /// <param name="ct">Stops.</param>
    internal async Task<FilledTemplate?> FillAsync(Guid numberId, string name, string language, string? components, CancellationToken ct)
    {
        var stored = await db
            .Templates.Where(t => t.Name == name && t.Language == language)
            .Where(t => db.Numbers.Any(n => n.Id == numberId && n.BusinessAccountId == t.BusinessAccountId))
            .Select(t => t.Components)
            .SingleOrDefaultAsync(ct);
        if (stored is null)
            return null;
        using var values = components is null ? null : JsonText.TryParse(System.Text.Encoding.UTF8.GetBytes(components));
        return TemplateText.Fill(JsonSerializer.Deserialize<JsonElement>(stored), TemplateText.ValuesOf(values?.RootElement));
    }

    private static string? BodyOf(Template template)
    {
        using var components = JsonDocument.Parse(template.Components);
        foreach (var part in components.RootElement.EnumerateArray())
        {
            if (part.TryGetProperty("type", out var type) && string.Equals(type.GetString(), "BODY", StringComparison.OrdinalIgnoreCase))
                return part.TryGetProperty("text", out var text) ? text.GetString() : null;
        }
        return null;
    }
}
