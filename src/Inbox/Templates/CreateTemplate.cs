using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>POST /api/v1/templates: hands a new template to Meta for approval. What Meta would refuse for its form is refused here, on the field.</summary>
internal static class CreateTemplate
{
    private const int LongestComponents = 20_000;

    public sealed record Request(
        [Required] Guid? WhatsappNumberId,
        [Required] string Name,
        [Required] string Language,
        [Required] string Category,
        [Required] JsonElement? Components
    ) : IRequestBody
    {
        public static Request Example =>
            new(
                new Guid("0199a000-0000-7000-8000-0000000000a1"),
                "visita_confirmada",
                "pt_PT",
                "UTILITY",
                JsonSerializer.Deserialize<JsonElement>(
                    """[{"type":"BODY","text":"Olá {{1}}, a sua visita está confirmada.","example":{"body_text":[["Marta"]]}}]"""
                )
            );

        public IEnumerable<(string Field, string Type)> Faults()
        {
            if (Name is null || Language is null || Category is null || Components is not { } components)
                return [];
            return components.GetRawText().Length > LongestComponents
                ? [("components", "template_too_long")]
                : TemplateRules.Faults(Name, Language, Category, Clean(components));
        }

        // The readers of JSON from outside want it mended first.
        internal static JsonElement Clean(JsonElement components)
        {
            using var document = JsonText.TryParse(JsonSerializer.SerializeToUtf8Bytes(components));
            return document!.RootElement.Clone();
        }
    }

    internal static async Task<IResult> Handle(
        Request request,
        HttpContext http,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        TemplateAccounts accounts,
        GraphManagement graph,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (account, missing) = await accounts.OfAsync(request.WhatsappNumberId!.Value, ct);
        if (account is null)
            return missing!;
        if (await KnownAsync(db, request, account, ct) is { } known)
            return Errors.Template.Exists(known);
        var asked = clock.GetUtcNow();
        var template = Make(request, user, account, asked);
        var result = await graph.CreateTemplateAsync(account.Sender, account.Id, Wire(template), ct);
        if (result is GraphResult.Refused refused)
            return Errors.Graph.Refused(GraphErrorTexts.Of(refused.Code, refused.Details, Languages.Of(http)));
        if (result is not GraphResult.Done done)
            return Errors.Graph.NoAnswer();
        template.MetaId = done.Body.Text("id");
        template.Status = done.Body.Text("status") ?? template.Status;
        template.Category = done.Body.Text("category") ?? template.Category;
        await using var work = await session.BeginAsync(ct);
        await ApplyTemplateNews.HoldAsync(db, account.Id, user.OrganizationId, ct);
        // Meta may have told of it before we were told that it is there.
        await ApplyTemplateNews.CatchUpAsync(db, template, asked, clock.GetUtcNow(), ct);
        // One of that name which Meta had lost makes room.
        await db
            .Templates.Where(t => t.BusinessAccountId == account.Id && t.Name == template.Name && t.Language == template.Language)
            .Where(t => t.Status == Template.Vanished)
            .ExecuteDeleteAsync(ct);
        db.Add(template);
        // Meta has it: when a synchronization was quicker than we, its row stands.
        if (await db.SaveAsync(ct) is not null)
            return Errors.Template.Exists((await KnownAsync(db, request, account, ct))!.Value);
        await audit.WriteAsync("template.created", $"template:{template.Id}", new { template.Name, template.Language }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created($"/api/v1/templates/{template.Id}", TemplateView.Of(template));
    }

    private static Task<Guid?> KnownAsync(InboxDbContext db, Request request, TemplateAccounts.Account account, CancellationToken ct) =>
        db
            .Templates.Where(t =>
                t.BusinessAccountId == account.Id && t.Name == request.Name && t.Language == request.Language && t.Status != Template.Vanished
            )
            .Select(t => (Guid?)t.Id)
            .SingleOrDefaultAsync(ct);

    private static Template Make(Request request, CurrentUser user, TemplateAccounts.Account account, DateTimeOffset now)
    {
        var components = Request.Clean(request.Components!.Value);
        return new Template
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            BusinessAccountId = account.Id,
            Name = request.Name,
            Language = request.Language,
            Category = request.Category,
            Status = "PENDING",
            ParameterFormat = TemplateRules.FormatOf(components),
            Components = components.GetRawText(),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static JsonObject Wire(Template template) =>
        new()
        {
            ["name"] = template.Name,
            ["language"] = template.Language,
            ["category"] = template.Category,
            ["parameter_format"] = template.ParameterFormat,
            ["components"] = JsonNode.Parse(template.Components),
        };
}
