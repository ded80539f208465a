using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>GET /api/v1/flows/{id}: one flow, its canvas as its author sent it.</summary>
internal static class ShowFlow
{
    internal static async Task<IResult> Handle(Guid id, FlowsDbContext db, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } flow ? Revised.Ok(flow) : Errors.Flow.NotFound(id);

    internal static Task<FlowView?> FindAsync(FlowsDbContext db, Guid id, CancellationToken ct) =>
        FlowView.Of(db, db.Flows.Where(f => f.Id == id && f.DeletedAt == null)).SingleOrDefaultAsync(ct);
}
