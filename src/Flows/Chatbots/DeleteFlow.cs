using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Chatbots;

/// <summary>DELETE /api/v1/flows/{id}: the flow begins no conversation any more; those that are going through it come to its end.</summary>
internal static class DeleteFlow
{
    internal static async Task<IResult> Handle(
        Guid id,
        IfMatch ifMatch,
        FlowsDbContext db,
        DbSession session,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockFlowAsync(id, ct) is not { } flow)
            return Errors.Flow.NotFound(id);
        if (ifMatch.Refuses(flow.Revision, flow.Id) is { } stale)
            return stale;
        var wasMain = flow.IsMain;
        flow.Delete(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("flow.deleted", $"flow:{id}", new { flow.Name, was_main = wasMain }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
