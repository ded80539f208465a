using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>The labels, by name.</summary>
internal static class ListLabels
{
    internal static async Task<IResult> Handle(Slice slice, InboxDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await db.Labels.OrderBy(l => l.Name).ThenBy(l => l.Id).Skip(slice.Skip).Take(slice.Limit).Select(LabelView.Of).ToListAsync(ct));
}

/// <summary>One label.</summary>
internal static class ShowLabel
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.Labels.Where(l => l.Id == id).Select(LabelView.Of).SingleOrDefaultAsync(ct) is { } label ? TypedResults.Ok(label) : Errors.Label.NotFound(id);
}

/// <summary>The conversations that have a label, those that got it last first.</summary>
internal static class ConversationsOfLabel
{
    internal static async Task<IResult> Handle(Guid id, Slice slice, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (!await db.Labels.AnyAsync(l => l.Id == id, ct))
            return Errors.Label.NotFound(id);
        var ids = await (
            from mark in db.ConversationLabels
            join conversation in db.Conversations.VisibleTo(user, db) on mark.ConversationId equals conversation.Id
            where mark.LabelId == id
            orderby mark.AddedAt descending, mark.ConversationId
            select mark.ConversationId
        )
            .Skip(slice.Skip)
            .Take(slice.Limit)
            .ToListAsync(ct);
        var found = await ConversationSummary.Of(db, db.Conversations.Where(c => ids.Contains(c.Id))).ToDictionaryAsync(c => c.Id, ct);
        return TypedResults.Ok(ids.ConvertAll(c => found[c]));
    }
}
