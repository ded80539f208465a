using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Secrets;

/// <summary>POST /api/v1/flow-secrets: keeps a secret under a name, in place of the one that had it; flows write <c>{{secret.name}}</c>. The value is never answered.</summary>
internal static class KeepSecret
{
    public sealed record Request(
        [Required, RegularExpression("^[a-z0-9_-]{1,64}$")] string? Name,
        [Required, StringLength(4096, MinimumLength = 1), RegularExpression("^[^\\x00-\\x1f]+$")] string? Value
    ) : IRequestBody
    {
        public static Request Example => new("crm_key", "k-3f9a…");
    }

    internal static async Task<IResult> Handle(
        Request request,
        FlowsDbContext db,
        DbSession session,
        SecretBox box,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await session.BeginAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into flows.secrets (id, organization_id, name, value, created_at, updated_at)
            values ({SequentialGuid.Next(now)}, {db.TenantId}, {request.Name}, {box.Seal(request.Value!)}, {now}, {now})
            on conflict on constraint secrets_name_taken do update set value = excluded.value, updated_at = excluded.updated_at
            """,
            ct
        );
        var secret = await db.Secrets.AsNoTracking().SingleAsync(s => s.Name == request.Name, ct);
        await audit.WriteAsync("flow_secret.kept", $"flow_secret:{secret.Id}", new { secret.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(SecretView.Of(secret));
    }
}
