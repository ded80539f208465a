using Aldrava.Inbox.Data;
using Aldrava.Inbox.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>GET /api/v1/templates: message templates by name; of one number's account, of one status, by a part of the name.</summary>
internal static class ListTemplates
{
    internal static async Task<IResult> Handle(
        Slice slice,
        InboxDbContext db,
        CancellationToken ct,
        [FromQuery(Name = "whatsapp_number_id")] Guid? whatsappNumberId = null,
        string? status = null,
        string? search = null
    )
    {
        var templates = db.Templates.AsNoTracking();
        if (whatsappNumberId is { } number)
            templates = templates.Where(t => db.Numbers.Any(n => n.Id == number && n.BusinessAccountId == t.BusinessAccountId));
        if (!string.IsNullOrWhiteSpace(status))
        {
            var wanted = status.Trim().ToUpperInvariant();
            templates = templates.Where(t => t.Status == wanted);
        }
        foreach (var pattern in FoldedText.Patterns(search))
            templates = templates.Where(t => EF.Functions.ILike(t.Name, pattern, "\\"));
        var page = await templates.OrderBy(t => t.Name).ThenBy(t => t.Language).ThenBy(t => t.Id).Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct);
        return TypedResults.Ok(page.ConvertAll(TemplateView.Of));
    }
}

/// <summary>GET /api/v1/templates/{id}: one template.</summary>
internal static class ShowTemplate
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.Templates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is { } template
            ? TypedResults.Ok(TemplateView.Of(template))
            : Errors.Template.NotFound(id);
}
