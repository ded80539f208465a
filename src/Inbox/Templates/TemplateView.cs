using System.Text.Json;

namespace Aldrava.Inbox.Templates;

/// <summary>A template as clients see it.</summary>
/// <param name="Variables">The names to fill: <c>1</c>, <c>2</c> or words; with <c>header.</c> or <c>button.0.</c> before them outside the body.</param>
internal sealed record TemplateView(
    Guid Id,
    string? MetaId,
    string BusinessAccountId,
    string Name,
    string Language,
    string Category,
    string Status,
    string? Quality,
    string ParameterFormat,
    JsonElement Components,
    IReadOnlyList<string> Variables,
    string? RejectedReason,
    DateTimeOffset UpdatedAt
)
{
    public static TemplateView Example =>
        Of(
            new Template
            {
                Id = new Guid("0199a000-0000-7000-8000-0000000000e1"),
                OrganizationId = 1,
                BusinessAccountId = "102290129340398",
                MetaId = "1689556908129832",
                Name = "visita_confirmada",
                Language = "pt_PT",
                Category = "UTILITY",
                Status = Template.Approved,
                Quality = "GREEN",
                ParameterFormat = TemplateRules.Positional,
                Components = """[{"type":"BODY","text":"Olá {{1}}, a sua visita está confirmada.","example":{"body_text":[["Marta"]]}}]""",
                CreatedAt = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
                UpdatedAt = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            }
        );

    public static TemplateView Of(Template t)
    {
        var components = JsonSerializer.Deserialize<JsonElement>(t.Components);
        return new(
            t.Id,
            t.MetaId,
            t.BusinessAccountId,
            t.Name,
            t.Language,
            t.Category,
            t.Status,
            t.Quality,
            t.ParameterFormat,
            components,
            TemplateText.Variables(components),
            t.RejectedReason,
            t.UpdatedAt
        );
    }
}
