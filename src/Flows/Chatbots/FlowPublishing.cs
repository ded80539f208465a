using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>What came of publishing: the version, or none and what is wrong. Warnings keep nothing from being published.</summary>
internal sealed record Publication(int? Version, IReadOnlyList<FlowFault> Faults);

/// <summary>Who publishes, and what they say about it.</summary>
internal sealed record Publisher(long? UserId, string? Name = null, string? Note = null)
{
    /// <summary>The older version whose canvas is brought back.</summary>
    public int? RestoredFrom { get; init; }
}

/// <summary>Makes a version of a flow's canvas, if it is fit for customers; conversations that begin from then on get it.</summary>
internal sealed class FlowPublishing(FlowsDbContext db, DbSession session, FlowChecks checks, TimeProvider clock)
{
    /// <returns>Null when there is no such flow.</returns>
    public async Task<Publication?> PublishAsync(Guid flowId, Publisher publisher, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        // Two who publish at once make two versions.
        if (await db.LockFlowAsync(flowId, ct) is not { } flow)
            return null;
        var publication = await PublishAsync(flow, flow.CanvasData, publisher, ct);
        await work.CommitAsync(ct);
        return publication;
    }

    /// <summary>Makes a version of any canvas of a flow that is locked.</summary>
    public async Task<Publication> PublishAsync(Flow flow, string canvas, Publisher publisher, CancellationToken ct)
    {
        var faults = await checks.FindAsync(flow.Id, flow.ChatbotId, canvas, ct);
        if (faults.Any(f => f.Severity == FaultSeverity.Error))
            return new Publication(null, faults);

        var last = await db.FlowVersions.Where(v => v.FlowId == flow.Id).MaxAsync(v => (int?)v.Version, ct) ?? 0;
        var version = flow.Freeze(last + 1, canvas, publisher, clock.GetUtcNow());
        db.Add(version);
        await db.SaveChangesAsync(ct);
        // Only now is there a version to point at.
        flow.Offer(version);
        await db.SaveChangesAsync(ct);
        return new Publication(version.Version, faults);
    }
}
