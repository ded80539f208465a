using Aldrava.Flows.Data;

namespace Aldrava.Flows.Chatbots;

/// <summary>A flow as its authors see it.</summary>
internal sealed record FlowView(
    Guid Id,
    Guid ChatbotId,
    string Name,
    string? Description,
    bool IsMain,
    RawJson Trigger,
    RawJson CanvasData,
    int? PublishedVersion,
    bool HasUnpublishedChanges,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IRevised
{
    public static FlowView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000002"),
            new Guid("0199a000-0000-7000-8000-000000000001"),
            "Acolhimento",
            "Nome, interesse e orçamento.",
            IsMain: true,
            RawJson.EmptyObject,
            CreateFlow.ExampleCanvas,
            PublishedVersion: 3,
            HasUnpublishedChanges: true,
            Revision: 12,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 12, 9, 0, 0, TimeSpan.Zero)
        );

    public static IQueryable<FlowView> Of(FlowsDbContext db, IQueryable<Flow> flows) =>
        flows.Select(f => new FlowView(
            f.Id,
            f.ChatbotId,
            f.Name,
            f.Description,
            f.IsMain,
            new RawJson(f.Trigger),
            new RawJson(f.CanvasData),
            f.PublishedVersion,
            !db.FlowVersions.Any(v => v.FlowId == f.Id && v.Version == f.PublishedVersion && v.CanvasData == f.CanvasData),
            f.Revision,
            f.CreatedAt,
            f.UpdatedAt
        ));
}

/// <summary>One page of flows.</summary>
internal sealed record FlowPage(IReadOnlyList<FlowView> Items, long Total, int Page, int PerPage)
{
    public static FlowPage Example => new([FlowView.Example], Total: 1, Page: 1, PerPage: 20);
}
