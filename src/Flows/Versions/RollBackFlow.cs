using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Versions;

/// <summary>
/// POST /api/v1/flows/{id}/rollback: publishes the canvas of an older version as a new one. The draft stays as it is, unless <c>restore_draft</c>
/// asks to draw on from there.
/// </summary>
internal static class RollBackFlow
{
    public sealed record Request([Required, Range(1, int.MaxValue)] int? Version, bool RestoreDraft = false, [StringLength(500)] string? Note = null)
        : IRequestBody
    {
        public static Request Example => new(2, RestoreDraft: true, "A nova pergunta confundia.");
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        FlowsDbContext db,
        DbSession session,
        FlowPublishing publishing,
        FaultMessages messages,
        IAuditLog audit,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockFlowAsync(id, ct) is not { } flow)
            return Errors.Flow.NotFound(id);
        if (ifMatch.Refuses(flow.Revision, flow.Id) is { } stale)
            return stale;
        var canvas = await db.FlowVersions.Where(v => v.FlowId == id && v.Version == request.Version).Select(v => v.CanvasData).SingleOrDefaultAsync(ct);
        if (canvas is null)
            return Errors.Flow.VersionNotFound(request.Version);
        var publication = await publishing.PublishAsync(flow, canvas, user.Publishes(request.Note) with { RestoredFrom = request.Version }, ct);
        var faults = messages.Tell(http, canvas, publication.Faults);
        if (publication.Version is not { } version)
            return Errors.Flow.NotFit(faults);
        if (request.RestoreDraft)
            Restore(flow, canvas, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "flow.rolled_back",
            $"flow:{id}",
            new
            {
                version,
                restored_from = request.Version,
                draft_restored = request.RestoreDraft,
            },
            ct
        );
        await work.CommitAsync(ct);
        return TypedResults.Ok(new PublicationView(version, faults));
    }

    private static void Restore(Flow flow, string canvas, DateTimeOffset now)
    {
        flow.CanvasData = canvas;
        flow.Touch(now);
    }
}
