using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Secrets;

/// <summary>DELETE /api/v1/flow-secrets/{id}: calls that name it fail from now on.</summary>
internal static class DropSecret
{
    internal static async Task<IResult> Handle(Guid id, FlowsDbContext db, DbSession session, IAuditLog audit, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.Secrets.SingleOrDefaultAsync(s => s.Id == id, ct) is not { } secret)
            return Errors.Secret.NotFound(id);
        db.Remove(secret);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("flow_secret.dropped", $"flow_secret:{id}", new { secret.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
