using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Takes from somebody what they have of a department, because they left or are ill: it goes to its queues again, as if it came just now.</summary>
internal static class ReleaseConversations
{
    internal const string Reason = "released";

    /// <summary>Whose.</summary>
    public sealed record Request([Required] long? UserId) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new(34);
    }

    /// <summary>What became of it.</summary>
    /// <param name="Released">How many they had.</param>
    /// <param name="Assigned">How many somebody else has now.</param>
    /// <param name="Waiting">How many wait.</param>
    public sealed record Answer(int Released, int Assigned, int Waiting)
    {
        /// <summary>For the documentation.</summary>
        public static Answer Example => new(7, 5, 2);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        InboxDbContext db,
        DbSession session,
        Assignment assignment,
        IUserDirectory users,
        CurrentUser user,
        IAuditLog audit,
        CancellationToken ct
    )
    {
        var userId = request.UserId!.Value;
        await using var work = await session.BeginAsync(ct);
        if (await db.LockDepartmentAsync(id, ct) is null)
            return Errors.Department.NotFound(id);
        if (await users.FindAsync([userId], ct) is not [_])
            return Errors.RelatedMissing("user_id", userId);
        var (released, assigned) = (await HeldAsync(db, id, userId, ct), 0);
        foreach (var conversation in released.OrderBy(c => c.LastMessageAt).ThenBy(c => c.Id))
        {
            if (await assignment.HandOverAsync(conversation, new Handing(Reason, Without: userId, By: user.UserId), ct) is not null)
                assigned++;
        }
        await audit.WriteAsync("department.released", $"department:{id}", new { user_id = userId, released = released.Count }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new Answer(released.Count, assigned, released.Count - assigned));
    }

    // All of them before the first is given away: who hands over another one of them at this moment holds it, and waits for the queue.
    private static Task<List<Conversation>> HeldAsync(InboxDbContext db, Guid departmentId, long userId, CancellationToken ct) =>
        db
            .Conversations.FromSql(
                $"""
                select * from inbox.conversations
                where organization_id = {db.TenantId} and department_id = {departmentId} and assigned_to = {userId} and status <> 'closed'
                order by id for no key update
                """
            )
            .IgnoreQueryFilters()
            .ToListAsync(ct);
}
