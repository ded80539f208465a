using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Invitations;

/// <summary>The organization's invitations, newest first; <c>status</c> is pending, accepted, revoked or expired.</summary>
internal static class ListInvitations
{
    internal static async Task<IResult> Handle(
        [FromQuery(Name = "status")] string? status,
        Page page,
        AccountsDbContext db,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var all = db.Invitations.AsNoTracking();
        var found = status switch
        {
            null or "" => all,
            "pending" => all.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now),
            "expired" => all.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt <= now),
            "accepted" => all.Where(i => i.AcceptedAt != null),
            "revoked" => all.Where(i => i.RevokedAt != null),
            _ => null,
        };
        if (found is null)
            return FieldErrors.One(http, "query.status", "enum");
        var total = await found.LongCountAsync(ct);
        var items = await found.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return page.Of([.. items.Select(i => InvitationView.Of(i, now))], total, http);
    }
}
