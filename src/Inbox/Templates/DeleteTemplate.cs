using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>DELETE /api/v1/templates/{id}: removes a template at Meta, in this language only, and here.</summary>
internal static class DeleteTemplate
{
    internal static async Task<IResult> Handle(
        Guid id,
        HttpContext http,
        InboxDbContext db,
        DbSession session,
        TemplateAccounts accounts,
        GraphManagement graph,
        IAuditLog audit,
        CancellationToken ct
    )
    {
        if (await db.Templates.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } template)
            return Errors.Template.NotFound(id);
        if (template.Status != Template.Vanished && await accounts.OfAccountAsync(template.BusinessAccountId, ct) is { } account)
        {
            var result = await graph.DeleteTemplateAsync(account.Sender, account.Id, template.Name, template.MetaId, ct);
            if (result is GraphResult.NoAnswer)
                return Errors.Graph.NoAnswer();
            // Gone already is as good as removed.
            if (result is GraphResult.Refused refused and not { Code: GraphCodes.InvalidParameter })
                return Errors.Graph.Refused(GraphErrorTexts.Of(refused.Code, refused.Details, Languages.Of(http)));
        }
        await using var work = await session.BeginAsync(ct);
        await db.Templates.Where(t => t.Id == id).ExecuteDeleteAsync(ct);
        await audit.WriteAsync("template.removed", $"template:{id}", new { template.Name, template.Language }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
