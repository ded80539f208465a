using System.ComponentModel.DataAnnotations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Keeps a text that is said often. The shortcut is written in small letters, without the slash it is called by.</summary>
internal static class CreateCannedReply
{
    private const int LongestText = 4096;

    /// <summary>A canned reply as it should be.</summary>
    public sealed record Request(
        [Required, StringLength(33), RegularExpression("^/?[A-Za-z0-9][A-Za-z0-9_-]*$")] string Shortcut,
        [Required, StringLength(LongestText)] string Text,
        [StringLength(80)] string? Title = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("ola", CannedReplyView.Example.Text, "Primeira resposta");

        internal string Key => Shortcut.TrimStart('/').ToLowerInvariant();
    }

    internal static async Task<IResult> Handle(Request request, CurrentUser user, InboxDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var reply = new CannedReply
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            Shortcut = request.Key,
            Title = request.Title?.Trim(),
            Text = request.Text,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(reply);
        return await db.SaveAsync(ct) is null
            ? TypedResults.Created($"/api/v1/canned-replies/{reply.Id}", CannedReplyView.From(reply))
            : Errors.CannedReply.ShortcutTaken(reply.Shortcut);
    }
}

/// <summary>Changes a canned reply.</summary>
internal static class ChangeCannedReply
{
    internal static async Task<IResult> Handle(Guid id, CreateCannedReply.Request request, InboxDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.CannedReplies.SingleOrDefaultAsync(r => r.Id == id, ct) is not { } reply)
            return Errors.CannedReply.NotFound(id);
        (reply.Shortcut, reply.Title, reply.Text, reply.UpdatedAt) = (request.Key, request.Title?.Trim(), request.Text, clock.GetUtcNow());
        return await db.SaveAsync(ct) is null ? TypedResults.Ok(CannedReplyView.From(reply)) : Errors.CannedReply.ShortcutTaken(reply.Shortcut);
    }
}

/// <summary>Throws a canned reply away; what was said with it stays said.</summary>
internal static class DeleteCannedReply
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.CannedReplies.Where(r => r.Id == id).ExecuteDeleteAsync(ct) > 0 ? TypedResults.NoContent() : Errors.CannedReply.NotFound(id);
}
