using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.History;

/// <summary>One line of a run's history: a node that ran, or something that was not right.</summary>
/// <param name="DurationMs">How long the node kept the conversation busy; null for what is no node.</param>
internal sealed record StepView(int Seq, string? NodeId, string? NodeType, string? Input, string? Output, string? Error, int? DurationMs, DateTimeOffset At)
{
    public static StepView Example =>
        new(Seq: 4, "budget", "question", "250 mil", "250000", Error: null, DurationMs: 1, new DateTimeOffset(2026, 3, 10, 9, 1, 0, TimeSpan.Zero));
}

/// <summary>GET /api/v1/runs/{id}/steps: what a run did, step by step; for who may see its conversation.</summary>
internal static class ListSteps
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
        var conversation = await db.Runs.Where(r => r.Id == id).Select(r => (Guid?)r.ConversationId).SingleOrDefaultAsync(ct);
        if (conversation is null || !await access.MaySeeAsync(conversation.Value, user, ct))
            return Errors.Run.NotFound(id);
        var steps = db
            .Steps.Where(s => s.RunId == id)
            .OrderBy(s => s.Seq)
            .Select(s => new StepView(s.Seq, s.NodeId, s.NodeType, s.Input, s.Output, s.Error, s.DurationMs, s.At));
        return await slice.AnswerAsync(steps, http, ct);
    }
}
