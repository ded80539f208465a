using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>The canned replies, by shortcut; <c>search</c> finds them by a piece of shortcut, title or text.</summary>
internal static class ListCannedReplies
{
    internal static async Task<IResult> Handle([FromQuery(Name = "search")] string? search, Slice slice, InboxDbContext db, CancellationToken ct)
    {
        var replies = db.CannedReplies.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var piece = $"%{Literally(search.Trim().TrimStart('/'))}%";
            replies = replies.Where(r =>
                EF.Functions.ILike(r.Shortcut, piece, @"\") || EF.Functions.ILike(r.Title!, piece, @"\") || EF.Functions.ILike(r.Text, piece, @"\")
            );
        }
        return TypedResults.Ok(await replies.OrderBy(r => r.Shortcut).Skip(slice.Skip).Take(slice.Limit).Select(CannedReplyView.Of).ToListAsync(ct));
    }

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>One canned reply, with its variables.</summary>
internal static class ShowCannedReply
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.CannedReplies.Where(r => r.Id == id).Select(CannedReplyView.Of).SingleOrDefaultAsync(ct) is { } reply
            ? TypedResults.Ok(reply)
            : Errors.CannedReply.NotFound(id);
}
