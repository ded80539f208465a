using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <summary>A user, as administrators see them.</summary>
public sealed record UserDetail(
    long Id,
    string FullName,
    string Email,
    Role Role,
    bool IsActive,
    long? AgentId,
    AgentDetail? Agent,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastLoginAt
)
{
    /// <summary>For the documentation.</summary>
    public static UserDetail Example =>
        new(
            34,
            "João Teste",
            "joao.teste@imoveismais.pt",
            Role.Agent,
            IsActive: true,
            1,
            AgentDetail.Example,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch
        );

    internal static IQueryable<UserDetail> Of(AccountsDbContext db, IQueryable<User> users) =>
        from user in users
        join agent in db.Agents on user.AgentId equals (long?)agent.Id into profiles
        from agent in profiles.DefaultIfEmpty()
        orderby user.FullName, user.Id
        select new UserDetail(
            user.Id,
            user.FullName,
            user.Email,
            user.Role,
            user.IsActive,
            user.AgentId,
            agent == null ? null : new AgentDetail(agent.Id, agent.Name, agent.Email, agent.Phone, agent.IsActive, user.Id),
            user.CreatedAt,
            user.LastLoginAt
        );

    /// <summary>As they are now.</summary>
    internal static Task<UserDetail> ReadAsync(AccountsDbContext db, long id, CancellationToken ct) =>
        Of(db, db.Users.AsNoTracking().Where(u => u.Id == id)).SingleAsync(ct);
}

/// <summary>An agent's profile: what customers see, and whose it is.</summary>
public sealed record AgentDetail(long Id, string Name, string? Email, string? Phone, bool IsActive, long? UserId)
{
    /// <summary>For the documentation.</summary>
    public static AgentDetail Example => new(1, "João Teste", "joao.teste@imoveismais.pt", "+351912345678", IsActive: true, 34);

    internal static IQueryable<AgentDetail> Of(AccountsDbContext db, IQueryable<Agent> agents) =>
        agents.Select(a => new AgentDetail(
            a.Id,
            a.Name,
            a.Email,
            a.Phone,
            a.IsActive,
            db.Users.Where(u => u.AgentId == a.Id).Select(u => (long?)u.Id).FirstOrDefault()
        ));
}
