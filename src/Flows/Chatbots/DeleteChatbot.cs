using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.History;
using Aldrava.Flows.Runs;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>
/// DELETE /api/v1/chatbots/{id}: the chatbot is gone for everybody: its numbers have none, its conversations belong to people. What was said and
/// its history stay.
/// </summary>
internal static class DeleteChatbot
{
    internal static async Task<IResult> Handle(
        Guid id,
        IfMatch ifMatch,
        CurrentUser user,
        FlowsDbContext db,
        DbSession session,
        NodeCounters counters,
        IChatbotLinks links,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockChatbotAsync(id, ct) is not { } chatbot)
            return Errors.Chatbot.NotFound(id);
        if (ifMatch.Refuses(chatbot.Revision, chatbot.Id) is { } stale)
            return stale;
        var now = clock.GetUtcNow();
        chatbot.Delete(now);
        await db.SaveChangesAsync(ct);
        await EndRunsAsync(db, counters, id, TimeZoneInfo.ConvertTime(now, user.TimeZone), ct);
        await links.RemoveAsync(id, ct);
        await audit.WriteAsync("chatbot.deleted", $"chatbot:{id}", new { chatbot.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    // In the order of their ids: two that end the same ones wait for each other in one direction.
    private static async Task EndRunsAsync(FlowsDbContext db, NodeCounters counters, Guid chatbotId, DateTimeOffset now, CancellationToken ct)
    {
        var runs = await db
            .Database.SqlQuery<Guid>(
                $"""
                select r.id as "Value" from flows.runs r join flows.flows f on f.organization_id = r.organization_id and f.id = r.flow_id
                where r.organization_id = {db.TenantId} and r.status = 'waiting' and f.chatbot_id = {chatbotId} order by r.id for update of r
                """
            )
            .ToListAsync(ct);
        await counters.DropAsync(runs, now, ct);
        await db
            .Runs.Where(r => runs.Contains(r.Id))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RunStatus.HandedOver)
                        .SetProperty(r => r.Reason, RunReasons.ChatbotDeleted)
                        .SetProperty(r => r.Deadline, (DateTimeOffset?)null)
                        .SetProperty(r => r.EndedAt, now.ToUniversalTime()),
                ct
            );
    }
}
