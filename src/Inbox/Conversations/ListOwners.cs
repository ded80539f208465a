using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>Who had the word in a conversation, from when on. Written by the database whenever that changes.</summary>
internal sealed class ConversationOwner : ITenantOwned
{
    public long OrganizationId { get; init; }
    public Guid ConversationId { get; init; }
    public long Seq { get; init; }
    public required string Kind { get; init; }
    public long? UserId { get; init; }
    public DateTimeOffset Since { get; init; }
}

/// <summary>Who had the word, from when on.</summary>
internal sealed record OwnerSpell(string Kind, long? UserId, string? Name, DateTimeOffset Since)
{
    public static OwnerSpell Example => new("user", 7, "Marta Pinto", new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero));
}

/// <summary>GET /api/v1/conversations/{id}/owners: who had it, latest first.</summary>
internal static class ListOwners
{
    internal static async Task<IResult> Handle(
        Guid id,
        Slice slice,
        CurrentUser user,
        InboxDbContext db,
        IUserDirectory users,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var owners = db.ConversationOwners.Where(o => o.ConversationId == id);
        var total = await owners.LongCountAsync(ct);
        var spells = await owners.OrderByDescending(o => o.Seq).Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct);
        var people = await users.FindAsync([.. spells.Select(s => s.UserId).OfType<long>().Distinct()], ct);
        var names = people.ToDictionary(p => p.Id, p => p.Name);
        return ConversationDesk.List<OwnerSpell>(
            [.. spells.Select(s => new OwnerSpell(s.Kind, s.UserId, s.UserId is { } who ? names.GetValueOrDefault(who) : null, s.Since))],
            total,
            http
        );
    }
}
