using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>A note for the team.</summary>
/// <param name="UserId">Who wrote it; null: the bot.</param>
public sealed record NoteView(Guid Id, Guid ConversationId, long? UserId, string? UserName, string Text, DateTimeOffset CreatedAt)
{
    /// <summary>For the documentation.</summary>
    public static NoteView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000050"),
            new Guid("0199a000-0000-7000-8000-000000000010"),
            34,
            "João Teste",
            "Prefere falar depois das 18h.",
            DateTimeOffset.UnixEpoch
        );
}

/// <summary>Writes something about a conversation for the team; the customer never sees it.</summary>
internal static class WriteNote
{
    /// <summary>What.</summary>
    public sealed record Request([Required, StringLength(4000)] string Text) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("Prefere falar depois das 18h.");
    }

    internal static async Task<IResult> Handle(Guid id, Request request, CurrentUser user, InboxDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var now = clock.GetUtcNow();
        var note = Note.Of(user.OrganizationId, id, user.UserId, request.Text, now);
        db.Add(note);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/api/v1/conversations/{id}/notes", new NoteView(note.Id, id, user.UserId, user.FullName, note.Text, now));
    }
}

/// <summary>What the team wrote about a conversation, oldest first.</summary>
internal static class ListNotes
{
    internal static async Task<IResult> Handle(Guid id, Slice slice, CurrentUser user, InboxDbContext db, IUserDirectory users, CancellationToken ct)
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var notes = await db
            .Notes.AsNoTracking()
            .Where(n => n.ConversationId == id)
            .OrderBy(n => n.CreatedAt)
            .ThenBy(n => n.Id)
            .Skip(slice.Skip)
            .Take(slice.Limit)
            .ToListAsync(ct);
        var names = (await users.FindAsync([.. notes.Select(n => n.UserId).OfType<long>().Distinct()], ct)).ToDictionary(u => u.Id, u => u.Name);
        return TypedResults.Ok(
            notes.ConvertAll(n => new NoteView(n.Id, id, n.UserId, n.UserId is { } by ? names.GetValueOrDefault(by) : null, n.Text, n.CreatedAt))
        );
    }
}
