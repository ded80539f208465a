using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Invitations;

/// <summary>Sends an invitation again, with a new link and seven new days; the former link ends when the mail is sent.</summary>
internal static class ResendInvitation
{
    internal static async Task<IResult> Handle(
        long id,
        CurrentUser caller,
        InvitationDesk desk,
        AccountsDbContext db,
        DbSession session,
        AuditLog audit,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockInvitationAsync(id, ct) is not { } invitation)
            return Errors.Invitation.NotFound(id);
        if (!invitation.IsOpen)
            return Errors.Invitation.Over();
        if (await desk.RefusalAsync(caller, invitation.Role, ct) is { } refusal)
            return refusal;
        var now = clock.GetUtcNow();
        invitation.Renew(now);
        await audit.AddAsync("invitation.resent", $"invitation:{id}", new { invitation.Email }, ct);
        db.Publish(new InvitationWritten(caller.OrganizationId, id, Languages.Of(http).Name));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(InvitationView.Of(invitation, now));
    }
}

/// <summary>Takes an invitation back: its link is good for nothing from now on.</summary>
internal static class RevokeInvitation
{
    internal static async Task<IResult> Handle(long id, AccountsDbContext db, DbSession session, AuditLog audit, TimeProvider clock, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockInvitationAsync(id, ct) is not { } invitation)
            return Errors.Invitation.NotFound(id);
        var now = clock.GetUtcNow();
        switch (invitation.StatusAt(now))
        {
            case InvitationStatus.Accepted:
                return Errors.Invitation.Over();
            case InvitationStatus.Revoked:
                return TypedResults.Ok(InvitationView.Of(invitation, now));
        }
        invitation.Revoke(now);
        await audit.AddAsync("invitation.revoked", $"invitation:{id}", new { invitation.Email }, ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(InvitationView.Of(invitation, now));
    }
}

internal static class InvitationLock
{
    /// <summary>An invitation of the scope's organization that nobody else changes meanwhile.</summary>
    public static async Task<Invitation?> LockInvitationAsync(this AccountsDbContext db, long id, CancellationToken ct) =>
        (
            await db
                .Invitations.FromSql($"select * from accounts.invitations where organization_id = {db.TenantId} and id = {id} for no key update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
}
