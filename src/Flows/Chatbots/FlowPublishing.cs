using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>What came of publishing: the version, or none and what is wrong. Warnings keep nothing from being published.</summary>
internal sealed record Publication(int? Version, IReadOnlyList<FlowFault> Faults);

/// <summary>Makes a version of a flow's canvas, if it is fit for customers; conversations that begin from then on get it.</summary>
internal sealed class FlowPublishing(FlowsDbContext db, DbSession session, TimeProvider clock)
{
    /// <returns>Null when there is no such flow.</returns>
    public async Task<Publication?> PublishAsync(Guid flowId, long? publishedBy, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        // Two who publish at once make two versions.
        await db.Database.ExecuteSqlAsync($"select from flows.flows where organization_id = {db.TenantId} and id = {flowId} for update", ct);
        var flow = await db.Flows.SingleOrDefaultAsync(f => f.Id == flowId && f.DeletedAt == null, ct);
        if (flow is null)
            return null;
        var faults = Check(flow.CanvasData);
        if (faults.Any(f => f.Severity == FaultSeverity.Error))
            return new Publication(null, faults);

        var last = await db.FlowVersions.Where(v => v.FlowId == flowId).MaxAsync(v => (int?)v.Version, ct) ?? 0;
        var version = flow.Freeze(last + 1, publishedBy, clock.GetUtcNow());
        db.Add(version);
        await db.SaveChangesAsync(ct);
        // Only now is there a version to point at.
        flow.Offer(version);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return new Publication(version.Version, faults);
    }

    private static IReadOnlyList<FlowFault> Check(string canvas)
    {
        var compilation = FlowCompiler.Compile(canvas);
        return compilation.Succeeded ? FlowValidator.Validate(compilation.Flow) : compilation.Faults;
    }
}
