using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Secrets;

/// <summary>PUT /api/v1/flow-secrets/{id}: another value under the same name.</summary>
internal static class ChangeSecret
{
    public sealed record Request([Required, StringLength(4096, MinimumLength = 1), RegularExpression("^[^\\x00-\\x1f]+$")] string? Value) : IRequestBody
    {
        public static Request Example => new("k-77b1…");
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        FlowsDbContext db,
        DbSession session,
        SecretBox box,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.Secrets.SingleOrDefaultAsync(s => s.Id == id, ct) is not { } secret)
            return Errors.Secret.NotFound(id);
        (secret.Value, secret.UpdatedAt) = (box.Seal(request.Value!), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("flow_secret.changed", $"flow_secret:{id}", new { secret.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(SecretView.Of(secret));
    }
}
