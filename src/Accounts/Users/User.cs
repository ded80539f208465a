using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Users;

/// <summary>A person who signs in.</summary>
internal sealed class User : ITenantOwned
{
    private User() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }

    /// <summary>Normalised (<see cref="NormaliseEmail"/>): one person, one account, however the address is written.</summary>
    public string Email { get; private set; } = "";
    public string PasswordHash { get; private set; } = "";
    public string FullName { get; private set; } = "";
    public Role Role { get; private set; }
    public long? AgentId { get; private set; }
    public bool IsActive { get; private set; } = true;
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? LastLoginAt { get; private set; }

    public static User Of(long organizationId, string email, string fullName, string passwordHash, Role role, long? agentId, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Email = NormaliseEmail(email),
            FullName = fullName.Trim(),
            PasswordHash = passwordHash,
            Role = role,
            AgentId = agentId,
            CreatedAt = now,
        };

    public static string NormaliseEmail(string email) => email.Trim().ToLowerInvariant();
}
