using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Invitations;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.PasswordChanges;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Data;

internal sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "accounts")
{
    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<Agent> Agents => Set<Agent>();
    public DbSet<User> Users => Set<User>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    // The relations tell in which order rows are written; the composite keys that keep organizations apart are the database's.
    protected override void Map(ModelBuilder model)
    {
        model.Entity<Organization>().ToTable("organizations");
        model.Entity<Agent>(agent =>
        {
            agent.ToTable("agents");
            agent.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId);
        });
        model.Entity<User>(user =>
        {
            user.ToTable("users");
            user.HasOne<Organization>().WithMany().HasForeignKey(u => u.OrganizationId);
            user.HasOne<Agent>().WithMany().HasForeignKey(u => u.AgentId);
        });
        model.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
        });
        model.Entity<RefreshToken>(token =>
        {
            token.ToTable("refresh_tokens").HasKey(t => t.Hash);
            token.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId);
        });
        model.Entity<Invitation>().ToTable("invitations");
        model.Entity<PasswordReset>().ToTable("password_resets").HasKey(r => r.Hash);
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit_log");
            entry.Property(e => e.Details).HasColumnType("jsonb");
        });
    }
}
