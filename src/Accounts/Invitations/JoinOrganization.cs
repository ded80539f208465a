using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Mail;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Invitations;

/// <summary>Opens the account of somebody who was invited.</summary>
internal sealed class JoinOrganization(AccountsDbContext db, DbSession session, Tenant tenant, SessionTokens tokens, TimeProvider clock)
{
    /// <summary>The invitation behind a token, if it is still good.</summary>
    public Task<Invitation?> FindAsync(string token, CancellationToken ct)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        return db
            .Invitations.IgnoreQueryFilters()
            .AsNoTracking()
            .SingleOrDefaultAsync(i => i.TokenHash == hash && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now, ct);
    }

    public async Task<Outcome<SignedIn>> JoinAsync(Invitation seen, Register.Request request, string passwordHash, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await session.BeginAsync(ct);
        tenant.Enter(seen.OrganizationId);
        // Under its lock: it was perhaps used, taken back or sent anew since it was seen.
        var invitation = await db.LockInvitationAsync(seen.Id, ct);
        if (invitation is not { IsOpen: true } || !invitation.TokenHash.AsSpan().SequenceEqual(seen.TokenHash))
            return Errors.Registration.BadInvite();
        var organization = await db.Organizations.SingleAsync(o => o.Id == seen.OrganizationId, ct);
        var agent = invitation.WithAgent
            ? Agent.Of(organization.Id, invitation.AgentName ?? request.Name.Trim(), invitation.Email, invitation.AgentPhone, now)
            : null;
        if (agent is not null)
            await db.AddAsync(agent, ct);
        var user = User.Of(organization.Id, request.Email, request.Name, passwordHash, invitation.Role, agent?.Id, now);
        await db.AddAsync(user, ct);
        invitation.Accept(user.Id, now);
        await db.AddAsync(AuditEntry.Of(organization.Id, user.Id, "invitation.accepted", $"invitation:{invitation.Id}", origin, now), ct);
        await db.AddAsync(AuditEntry.Of(organization.Id, user.Id, "user.registered", $"user:{user.Id}", origin, now), ct);
        db.Publish(new UserRegistered(organization.Id, user.Id, NewOrganization: false));
        var account = new Account(user, organization, AgentIsActive: agent is not null);
        var pair = await tokens.OpenAsync(account, SessionProfile.Default, deviceName: null, origin, ct);
        if (await db.SaveAsync(ct) is not null)
            return CommonErrors.Record.Exists() with { Details = new { field = "email" } };
        await work.CommitAsync(ct);
        return new SignedIn(pair, account);
    }
}
