using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Versions;

/// <summary>GET /api/v1/flows/{id}/versions/{version}: one version with its canvas.</summary>
internal static class ShowVersion
{
    internal static async Task<IResult> Handle(Guid id, long version, FlowsDbContext db, CancellationToken ct)
    {
        if (!await db.Flows.AnyAsync(f => f.Id == id && f.DeletedAt == null, ct))
            return Errors.Flow.NotFound(id);
        if (await VersionView.Of(db, id, version).SingleOrDefaultAsync(ct) is not { } view)
            return Errors.Flow.VersionNotFound(version);
        var canvas = await db.FlowVersions.Where(v => v.FlowId == id && v.Version == version).Select(v => v.CanvasData).SingleAsync(ct);
        return TypedResults.Ok(VersionWithCanvas.Of(view, new RawJson(canvas)));
    }
}
