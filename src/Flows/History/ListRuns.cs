using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Runs;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.History;

/// <summary>One way of a conversation through a flow.</summary>
internal sealed record RunView(
    Guid Id,
    Guid ConversationId,
    Guid FlowId,
    string FlowName,
    int Version,
    RunStatus Status,
    string? Reason,
    DateTimeOffset? Deadline,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
)
{
    public static RunView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000005"),
            new Guid("0199a000-0000-7000-8000-000000000006"),
            new Guid("0199a000-0000-7000-8000-000000000002"),
            "Acolhimento",
            Version: 3,
            RunStatus.HandedOver,
            "timeout",
            Deadline: null,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 11, 9, 0, 0, TimeSpan.Zero)
        );
}

/// <summary>GET /api/v1/conversations/{id}/runs: the flows a conversation went through, newest first; for who may see the conversation.</summary>
internal static class ListRuns
{
    internal static async Task<IResult> Handle(
        Guid id,
        Slice slice,
        CurrentUser user,
        IConversationAccess access,
        FlowsDbContext db,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!await access.MaySeeAsync(id, user, ct))
            return Errors.Run.ConversationNotFound(id);
        var runs =
            from run in db.Runs
            join flow in db.Flows on run.FlowId equals flow.Id
            where run.ConversationId == id
            orderby run.StartedAt descending, run.Id descending
            select new RunView(run.Id, run.ConversationId, flow.Id, flow.Name, run.Version, run.Status, run.Reason, run.Deadline, run.StartedAt, run.EndedAt);
        return await slice.AnswerAsync(runs, http, ct);
    }
}
