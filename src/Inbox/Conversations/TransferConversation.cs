using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>
/// POST /api/v1/conversations/{id}/transfer: passes it on to a person, a department or a queue; the note is kept for whoever gets it. A department's or
/// queue's waits there for somebody.
/// </summary>
internal static class TransferConversation
{
    public sealed record Request(long? UserId = null, Guid? DepartmentId = null, Guid? QueueId = null, [StringLength(4000)] string? Note = null) : IRequestBody
    {
        public static Request Example => new(7, Note: "Quer visitar no sábado.");

        internal int Targets => (UserId is null ? 0 : 1) + (DepartmentId is null ? 0 : 1) + (QueueId is null ? 0 : 1);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        CurrentUser user,
        InboxDbContext db,
        ConversationDesk desk,
        Assignment assignment,
        IUserDirectory users,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await desk.BeginAsync(ct);
        if (await desk.LockAsync(id, user, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        if (request.Targets != 1)
            return FieldErrors.One(http, "body.user_id", request.Targets == 0 ? "missing" : "one_target");
        if (await RefusalAsync(request, db, users, ct) is { } refusal)
            return refusal;
        if (conversation.Status == ConversationStatus.Closed)
            conversation.Reopen(clock.GetUtcNow());
        Note(db, conversation, request.Note, user, clock.GetUtcNow());
        // Whoever passes it on to a team does not want it back.
        var without = request.UserId is null ? user.UserId : (long?)null;
        var target = new HandOverTarget(request.UserId, request.DepartmentId, request.QueueId);
        await assignment.HandOverAsync(conversation, new Handing("transferred", target, without, user.UserId), ct);
        return await desk.AnswerAsync(work, id, user, StatusCodes.Status200OK, ct);
    }

    private static async Task<Error?> RefusalAsync(Request request, InboxDbContext db, IUserDirectory users, CancellationToken ct)
    {
        if (request.UserId is { } userId)
            return await Assignees.RefusalAsync(users, userId, ct);
        if (request.DepartmentId is { } department)
            return await db.Departments.AnyAsync(d => d.Id == department, ct) ? null : Errors.Conversation.NoSuchDepartment(department);
        var queue = request.QueueId!.Value;
        return await db.Queues.AnyAsync(q => q.Id == queue, ct) ? null : Errors.Conversation.NoSuchQueue(queue);
    }

    private static void Note(InboxDbContext db, Conversation conversation, string? note, CurrentUser user, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(note))
            return;
        db.Add(
            new Note
            {
                Id = SequentialGuid.Next(now),
                OrganizationId = conversation.OrganizationId,
                ConversationId = conversation.Id,
                UserId = user.UserId,
                Text = note.Trim(),
                CreatedAt = now,
            }
        );
    }
}
