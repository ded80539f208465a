using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <summary>
/// Whom an administrator changes. Changes in one organization take turns (its row is locked first), so that two administrators who demote each other
/// at once do not leave it without one; then the user's row, which sign-ins wait for; the sessions come last.
/// </summary>
internal sealed class People(AccountsDbContext db)
{
    /// <summary>A user of the scope's organization, locked until the end of the transaction; null when it has none of that id.</summary>
    public async Task<User?> LockAsync(long id, CancellationToken ct)
    {
        await db.Database.SqlQuery<long>($"""select id as "Value" from accounts.organizations where id = {db.TenantId} for no key update""").ToListAsync(ct);
        return (
            await db
                .Users.FromSql($"select * from accounts.users where organization_id = {db.TenantId} and id = {id} for no key update")
                .IgnoreQueryFilters()
                .ToListAsync(ct)
        ).SingleOrDefault();
    }

    /// <summary>Whether nobody else administers the organization.</summary>
    public async Task<bool> IsLastAdminAsync(User user, CancellationToken ct) =>
        user is { Role: Role.OrgAdmin, IsActive: true } && !await db.Users.AnyAsync(u => u.Role == Role.OrgAdmin && u.IsActive && u.Id != user.Id, ct);

    /// <summary>Why the caller may not touch that account: only super administrators touch theirs.</summary>
    public static Error? Refusal(CurrentUser caller, User user) =>
        user.Role == Role.SuperAdmin && caller.Role != Role.SuperAdmin ? Errors.User.SuperAdminsOnly() : null;
}
