using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Versions;

/// <summary>A version that customers get from now on, and what its author should know about it.</summary>
internal sealed record PublicationView(int Version, IReadOnlyList<FaultView> Warnings)
{
    public static PublicationView Example => new(4, []);
}

/// <summary>
/// POST /api/v1/flows/{id}/publish: makes the draft the version that new conversations begin with; those under way keep theirs. A draft with faults is
/// refused with all of them.
/// </summary>
internal static class PublishFlow
{
    public sealed record Request([StringLength(500)] string? Note = null) : IRequestBody
    {
        public static Request Example => new("Pergunta também a zona.");
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request? request,
        IfMatch ifMatch,
        CurrentUser user,
        FlowsDbContext db,
        DbSession session,
        FlowPublishing publishing,
        FaultMessages messages,
        IAuditLog audit,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockFlowAsync(id, ct) is not { } flow)
            return Errors.Flow.NotFound(id);
        if (ifMatch.Refuses(flow.Revision, flow.Id) is { } stale)
            return stale;
        var publication = await publishing.PublishAsync(flow, flow.CanvasData, user.Publishes(request?.Note), ct);
        var faults = messages.Tell(http, flow.CanvasData, publication.Faults);
        if (publication.Version is not { } version)
            return Errors.Flow.NotFit(faults);
        await audit.WriteAsync("flow.published", $"flow:{id}", new { version }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new PublicationView(version, faults));
    }

    internal static Publisher Publishes(this CurrentUser user, string? note) => new(user.UserId, user.FullName ?? user.Email, note);
}
