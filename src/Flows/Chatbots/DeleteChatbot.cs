using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
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
        FlowsDbContext db,
        DbSession session,
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
        await EndRunsAsync(db, id, now, ct);
        await links.RemoveAsync(id, ct);
        await audit.WriteAsync("chatbot.deleted", $"chatbot:{id}", new { chatbot.Name }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    // In the order of their ids: two that end the same ones wait for each other in one direction.
    private static Task<int> EndRunsAsync(FlowsDbContext db, Guid chatbotId, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update flows.runs set status = 'handed_over', reason = {RunReasons.ChatbotDeleted}, deadline = null, ended_at = {now}
            where organization_id = {db.TenantId} and id in (
              select r.id from flows.runs r join flows.flows f on f.organization_id = r.organization_id and f.id = r.flow_id
              where r.organization_id = {db.TenantId} and r.status = 'waiting' and f.chatbot_id = {chatbotId}
              order by r.id for update of r)
            """,
            ct
        );
}
