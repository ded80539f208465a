using System.Globalization;
using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Versions;

/// <summary>What changed between two versions, or a version and the draft.</summary>
internal sealed record DiffView(Guid FlowId, string From, string To, PartsDiff Nodes, PartsDiff Edges)
{
    public static DiffView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000002"),
            "3",
            CompareVersions.Draft,
            new PartsDiff([new PartView("area", "question")], [], [new ChangeView("budget", "question", ["data.text"], Moved: false)]),
            new PartsDiff([new PartView("e7", Type: null)], [], [])
        );
}

/// <summary>GET /api/v1/flows/{id}/versions/{version}/diff/{other}: what changed from one to the other; <c>other</c> is a version or <c>draft</c>.</summary>
internal static class CompareVersions
{
    public const string Draft = "draft";

    internal static async Task<IResult> Handle(Guid id, long version, string other, FlowsDbContext db, CancellationToken ct)
    {
        var draft = await db.Flows.Where(f => f.Id == id && f.DeletedAt == null).Select(f => f.CanvasData).SingleOrDefaultAsync(ct);
        if (draft is null)
            return Errors.Flow.NotFound(id);
        if (await CanvasAsync(db, id, version, ct) is not { } before)
            return Errors.Flow.VersionNotFound(version);
        var after = other == Draft ? draft : await CanvasAsync(db, id, Number(other), ct);
        if (after is null)
            return Errors.Flow.VersionNotFound(other);
        return CanvasDiff.Of(before, after) is { } diff
            ? TypedResults.Ok(new DiffView(id, version.ToString(CultureInfo.InvariantCulture), other, diff.Nodes, diff.Edges))
            : Errors.Flow.CanvasUnreadable();
    }

    private static long Number(string other) => long.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static Task<string?> CanvasAsync(FlowsDbContext db, Guid id, long version, CancellationToken ct) =>
        db.FlowVersions.Where(v => v.FlowId == id && v.Version == version).Select(v => (string?)v.CanvasData).SingleOrDefaultAsync(ct);
}
