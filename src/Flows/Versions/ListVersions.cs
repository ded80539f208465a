using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Versions;

/// <summary>GET /api/v1/flows/{id}/versions: what was published by whom, newest first.</summary>
internal static class ListVersions
{
    internal static async Task<IResult> Handle(Guid id, Slice slice, FlowsDbContext db, HttpContext http, CancellationToken ct) =>
        await db.Flows.AnyAsync(f => f.Id == id && f.DeletedAt == null, ct)
            ? await slice.AnswerAsync(VersionView.Of(db, id), http, ct)
            : Errors.Flow.NotFound(id);
}
