using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>
/// POST /api/v1/conversations/{id}/assign: gives it to somebody, or to nobody. Of two who take it at once the first has it and the second is told so; an
/// administrator may take it from anybody.
/// </summary>
internal static class AssignConversation
{
    public sealed record Request(Optional<long?> UserId) : IRequestBody
    {
        public static Request Example => new(7);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => UserId.IsGiven ? [] : [("user_id", "missing")];
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        CurrentUser user,
        InboxDbContext db,
        ConversationDesk desk,
        IUserDirectory users,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await desk.BeginAsync(ct);
        if (await LockConversation.ByIdAsync(db, id, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        var target = request.UserId.Or(null);
        // Before what the caller may see: who looked at it a moment ago is told who was quicker, not that it is gone.
        if (await TakenAsync(conversation, target, user, users, ct) is { } taken)
            return taken;
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        if (target is { } assignee && await Assignees.RefusalAsync(users, assignee, ct) is { } refusal)
            return refusal;
        if (target != conversation.AssignedTo || conversation.BotActive)
            Give(db, conversation, target, user, clock.GetUtcNow());
        return await desk.AnswerAsync(work, id, user, StatusCodes.Status200OK, ct);
    }

    private static async Task<Error?> TakenAsync(Conversation conversation, long? target, CurrentUser user, IUserDirectory users, CancellationToken ct)
    {
        if (conversation.AssignedTo is not { } holder || holder == user.UserId || holder == target || user.ManagesAll)
            return null;
        var known = await users.FindAsync([holder], ct);
        return Errors.Conversation.Taken(conversation.Id, holder, known is [var person] ? person.Name : null);
    }

    private static void Give(InboxDbContext db, Conversation conversation, long? target, CurrentUser by, DateTimeOffset now)
    {
        var before = conversation.AssignedTo;
        if (target is { } assignee)
            conversation.AssignTo(assignee, now);
        else
            conversation.Wait(now);
        db.Publish(new ConversationAssigned(conversation.OrganizationId, conversation.Id, target, before, by.UserId));
    }
}

/// <summary>Who may be given conversations.</summary>
internal static class Assignees
{
    public static async Task<Error?> RefusalAsync(IUserDirectory users, long userId, CancellationToken ct) =>
        await users.FindAsync([userId], ct) switch
        {
            [{ CanWork: true }] => null,
            [_] => Errors.Conversation.AssigneeCannotWork(userId),
            _ => Errors.Conversation.NoSuchAssignee(userId),
        };
}
