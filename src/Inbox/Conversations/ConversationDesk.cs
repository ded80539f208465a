using System.Globalization;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

/// <summary>How a person takes a conversation in hand: finds one they may see, locked so that two do not change it at once, and is shown what became of it.</summary>
internal sealed class ConversationDesk(InboxDbContext db, DbSession session, ConversationReader reader)
{
    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => session.BeginAsync(ct);

    /// <summary>One the caller may see, to be changed; null when there is none.</summary>
    public async Task<Conversation?> LockAsync(Guid id, CurrentUser user, CancellationToken ct) =>
        await LockConversation.ByIdAsync(db, id, ct) is { } conversation && await db.ShowsAsync(id, user, ct) ? conversation : null;

    /// <summary>Changes one and answers with it.</summary>
    /// <param name="change">What to do with it, or why not.</param>
    public async Task<IResult> ChangeAsync(Guid id, CurrentUser user, Func<Conversation, IResult?> change, CancellationToken ct)
    {
        await using var work = await BeginAsync(ct);
        if (await LockAsync(id, user, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        return change(conversation) ?? await AnswerAsync(work, id, user, StatusCodes.Status200OK, ct);
    }

    /// <summary>Saves, ends the transaction and answers with the conversation.</summary>
    public async Task<IResult> AnswerAsync(UnitOfWork work, Guid id, CurrentUser user, int status, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var view = await reader.ShowAsync(id, user, ct);
        await work.CommitAsync(ct);
        return status == StatusCodes.Status201Created ? TypedResults.Created($"/api/v1/conversations/{id}", view) : TypedResults.Ok(view);
    }

    /// <summary>Answers an array with its total beside it.</summary>
    public static IResult List<T>(IReadOnlyList<T> items, long total, HttpContext http)
    {
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        return new JsonAnswer<IReadOnlyList<T>>(items);
    }
}
