using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;

namespace Aldrava.Flows.Versions;

/// <summary>Who published what, and when.</summary>
internal sealed record VersionView(
    Guid FlowId,
    string FlowName,
    int Version,
    bool IsPublished,
    string? Note,
    int? RestoredFrom,
    PublisherView? PublishedBy,
    DateTimeOffset PublishedAt
)
{
    public static VersionView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000002"),
            "Acolhimento",
            Version: 3,
            IsPublished: true,
            "Pergunta também a zona.",
            RestoredFrom: null,
            new PublisherView(5, "Ana Sousa"),
            new DateTimeOffset(2026, 3, 12, 9, 0, 0, TimeSpan.Zero)
        );

    public static IQueryable<VersionView> Of(FlowsDbContext db, Guid flowId, long? only = null) =>
        from version in db.FlowVersions
        join flow in db.Flows on version.FlowId equals flow.Id
        where flow.Id == flowId && flow.DeletedAt == null && (only == null || version.Version == only)
        orderby version.Version descending
        select new VersionView(
            flow.Id,
            flow.Name,
            version.Version,
            flow.PublishedVersion == version.Version,
            version.Note,
            version.RestoredFrom,
            version.PublishedBy == null ? null : new PublisherView(version.PublishedBy.Value, version.PublishedByName),
            version.PublishedAt
        );
}

/// <summary>A person, by the name they had then.</summary>
internal sealed record PublisherView(long Id, string? Name);

/// <summary>A version with its canvas.</summary>
internal sealed record VersionWithCanvas(
    Guid FlowId,
    string FlowName,
    int Version,
    bool IsPublished,
    string? Note,
    int? RestoredFrom,
    PublisherView? PublishedBy,
    DateTimeOffset PublishedAt,
    RawJson CanvasData
)
{
    public static VersionWithCanvas Example => Of(VersionView.Example, CreateFlow.ExampleCanvas);

    public static VersionWithCanvas Of(VersionView v, RawJson canvas) =>
        new(v.FlowId, v.FlowName, v.Version, v.IsPublished, v.Note, v.RestoredFrom, v.PublishedBy, v.PublishedAt, canvas);
}
