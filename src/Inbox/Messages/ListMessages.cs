using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// GET /api/v1/conversations/{id}/messages: what was said, newest first. <c>before</c>, the id of a message, goes on from there while new ones come in.
/// </summary>
internal static class ListMessages
{
    internal sealed record Filter([FromQuery(Name = "before")] Guid? Before);

    internal static async Task<IResult> Handle(
        Guid id,
        [AsParameters] Filter filter,
        Slice slice,
        CurrentUser user,
        InboxDbContext db,
        MessageAttachments attachments,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var all = db.Messages.AsNoTracking().Where(m => m.ConversationId == id);
        var total = await all.LongCountAsync(ct);
        if (filter.Before is { } before)
            all = all.Where(m => m.Seq < db.Messages.Where(b => b.ConversationId == id && b.Id == before).Select(b => b.Seq).Single());
        var messages = await all.OrderByDescending(m => m.Seq).Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct);
        var quoted = await QuotedAsync(db, messages, ct);
        var attached = await attachments.OfAsync(messages, ct);
        return ConversationDesk.List<MessageView>([.. messages.Select(m => MessageView.Of(m, AnsweredBy(m, quoted), attached[m.Id]))], total, http);
    }

    private static Guid? AnsweredBy(Message message, Dictionary<string, Guid> quoted) =>
        message.ContextWamid is { } wamid && quoted.TryGetValue(wamid, out var answered) ? answered : null;

    private static async Task<Dictionary<string, Guid>> QuotedAsync(InboxDbContext db, List<Message> messages, CancellationToken ct)
    {
        string[] wamids = [.. messages.Select(m => m.ContextWamid).OfType<string>().Distinct(StringComparer.Ordinal)];
        return wamids.Length == 0
            ? []
            : await db.Messages.Where(m => wamids.Contains(m.Wamid!)).ToDictionaryAsync(m => m.Wamid!, m => m.Id, StringComparer.Ordinal, ct);
    }
}
