using System.Buffers.Text;
using System.Net.Mail;
using System.Security.Cryptography;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <inheritdoc cref="IUserMaintenance" />
internal sealed class UserMaintenance(
    AccountsDbContext db,
    DbSession session,
    Tenant tenant,
    OrganizationFounder founder,
    Passwords passwords,
    SessionEnder sessions,
    TimeProvider clock
) : IUserMaintenance
{
    private const int PasswordBytes = 15;

    /// <inheritdoc />
    public async Task<OperatorOutcome> CreateAdminAsync(NewAdmin admin, CancellationToken ct)
    {
        if (!MailAddress.TryCreate(admin.Email.Trim(), out _))
            return Problem($"'{admin.Email}' is no e-mail address.");
        var (now, password) = (clock.GetUtcNow(), MadeUp());
        await using var work = await session.BeginAsync(ct);
        var wanted = admin.Organization.Trim();
        var known = await db.Organizations.SingleOrDefaultAsync(o => o.ReferencePrefix == wanted, ct);
        var organization = known ?? await founder.FoundAsync(wanted, now, ct);
        if (organization is null)
            return Problem("The organization could not be made: no reference prefix is free. Try again.");
        tenant.Enter(organization.Id);
        var role = admin.Super ? Role.SuperAdmin : Role.OrgAdmin;
        var user = User.Of(organization.Id, admin.Email, admin.FullName, passwords.Hash(password), role, agentId: null, now);
        await db.AddAsync(user, ct);
        await db.AddAsync(AuditEntry.Of(organization.Id, userId: null, "user.created", $"user:{user.Id}", origin: null, now, new { role }), ct);
        db.Publish(new UserRegistered(organization.Id, user.Id, NewOrganization: known is null));
        if (await db.SaveAsync(ct) is not null)
            return Problem("Somebody has this e-mail address already. 'users reset-password' gives them a new password.");
        await work.CommitAsync(ct);
        return new OperatorOutcome(password, Problem: null);
    }

    /// <inheritdoc />
    public async Task<OperatorOutcome> ResetPasswordAsync(string email, CancellationToken ct)
    {
        var wanted = User.NormaliseEmail(email);
        var owner = await db.Users.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(u => u.Email == wanted, ct);
        if (owner is null)
            return Problem("No user has this e-mail address.");
        var (hash, password) = Hashed();
        await using var work = await session.BeginAsync(ct);
        tenant.Enter(owner.OrganizationId);
        await db
            .Users.Where(u => u.Id == owner.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.Stamp, u => u.Stamp + 1), ct);
        await db.PasswordResets.Where(r => r.UserId == owner.Id).ExecuteDeleteAsync(ct);
        await sessions.EndAsync(new SessionsOf(owner.Id), SessionEnd.PasswordChanged, byUserId: null, origin: null, ct);
        await db.AddAsync(AuditEntry.Of(owner.OrganizationId, userId: null, "password.reset", $"user:{owner.Id}", origin: null, clock.GetUtcNow()), ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return new OperatorOutcome(password, owner.IsActive ? null : "The user is shut out: an administrator has to let them in again.");
    }

    private (string Hash, string Password) Hashed()
    {
        var password = MadeUp();
        return (passwords.Hash(password), password);
    }

    private static string MadeUp() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));

    private static OperatorOutcome Problem(string why) => new(Password: null, why);
}
