using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>GET /api/v1/contacts/{id}/merges: what was merged into this contact, or it into others, latest first; with the id that undoes it.</summary>
internal static class ListMerges
{
    /// <param name="Id">For undoing it.</param>
    /// <param name="ContactId">The one that stays.</param>
    /// <param name="OtherId">The one that became part of it.</param>
    /// <param name="OtherName">What that one is called.</param>
    /// <param name="MergedBy">Who did it; null: WhatsApp said that they are one.</param>
    /// <param name="UndoneAt">When it was taken back.</param>
    public sealed record View(Guid Id, Guid ContactId, Guid OtherId, string? OtherName, long? MergedBy, DateTimeOffset MergedAt, DateTimeOffset? UndoneAt)
    {
        public static View Example =>
            new(
                new Guid("0199a000-0000-7000-8000-0000000000d1"),
                new Guid("0199a000-0000-7000-8000-0000000000c1"),
                new Guid("0199a000-0000-7000-8000-0000000000c2"),
                "Marta F.",
                MergedBy: null,
                new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
                UndoneAt: null
            );
    }

    internal static async Task<IResult> Handle(Guid id, Slice slice, InboxDbContext db, CancellationToken ct)
    {
        if (!await db.Contacts.AnyAsync(c => c.Id == id, ct))
            return Errors.Contact.NotFound(id);
        return TypedResults.Ok(
            await db
                .ContactMerges.Where(m => m.ContactId == id || m.OtherId == id)
                .OrderByDescending(m => m.MergedAt)
                .ThenByDescending(m => m.Id)
                .Skip(slice.Skip)
                .Take(slice.Limit)
                .Select(m => new View(
                    m.Id,
                    m.ContactId,
                    m.OtherId,
                    db.Contacts.Where(c => c.Id == m.OtherId).Select(c => c.Name ?? c.ProfileName ?? c.Username).SingleOrDefault(),
                    m.MergedBy,
                    m.MergedAt,
                    m.UndoneAt
                ))
                .ToListAsync(ct)
        );
    }
}
