using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>POST /api/v1/templates/{id}/preview: the template as the customer will read it, filled from variables by name or from components as Meta takes them.</summary>
internal static class PreviewTemplate
{
    public sealed record Request(IReadOnlyDictionary<string, string>? Variables = null, JsonElement? Components = null) : IRequestBody
    {
        public static Request Example => new(new Dictionary<string, string>(StringComparer.Ordinal) { ["1"] = "Marta" });
    }

    internal static async Task<IResult> Handle(Guid id, Request request, InboxDbContext db, CancellationToken ct)
    {
        if (await db.Templates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is not { } template)
            return Errors.Template.NotFound(id);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.Components is { } components)
        {
            foreach (var (name, value) in TemplateText.ValuesOf(CreateTemplate.Request.Clean(components)))
                values[name] = value;
        }
        foreach (var (name, value) in request.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            values[name] = value;
        var filled = TemplateText.Fill(JsonSerializer.Deserialize<JsonElement>(template.Components), values);
        return filled.Missing.Count > 0 ? Errors.Template.VariablesMissing(filled.Missing) : TypedResults.Ok(filled);
    }
}
