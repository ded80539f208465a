using System.Linq.Expressions;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

internal sealed class UserDirectory(AccountsDbContext db) : IUserDirectory
{
    private static readonly Expression<Func<User, UserInfo>> Info = u => new UserInfo(
        u.Id,
        u.FullName,
        u.AgentId,
        u.IsActive,
        u.IsActive && u.Role != Role.Viewer
    );

    /// <inheritdoc />
    public async Task<IReadOnlyList<UserInfo>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct)
    {
        long[] ids = [.. userIds];
        return ids.Length == 0 ? [] : await db.Users.Where(u => ids.Contains(u.Id)).OrderBy(u => u.Id).Select(Info).ToListAsync(ct);
    }

    /// <inheritdoc />
    public Task<UserInfo?> FindByAgentAsync(long agentId, CancellationToken ct) =>
        db.Users.Where(u => u.AgentId == agentId).Select(Info).SingleOrDefaultAsync(ct);

    /// <inheritdoc />
    public async Task<IReadOnlyList<UserInfo>> StaffAsync(CancellationToken ct) =>
        await db.Users.Where(u => u.IsActive && (u.Role == Role.Agent || u.Role == Role.OrgAdmin)).OrderBy(u => u.Id).Select(Info).ToListAsync(ct);
}
