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

    /// <summary>Grows with every change that sessions depend on: a sign-in that judged the user before it is not completed after it.</summary>
    public int Stamp { get; private set; }

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

    public void Rename(string fullName) => FullName = fullName.Trim();

    public void ChangeRole(Role role)
    {
        (Role, Stamp) = (role, Stamp + 1);
    }

    public void SetActive(bool active)
    {
        (IsActive, Stamp) = (active, Stamp + 1);
    }

    /// <summary>Gives them an agent profile, or takes it away.</summary>
    public void SetAgent(long? agentId)
    {
        (AgentId, Stamp) = (agentId, Stamp + 1);
    }

    public void SetPassword(string hash)
    {
        (PasswordHash, Stamp) = (hash, Stamp + 1);
    }

    /// <summary>Their agent profile went into or out of use.</summary>
    public void AgentChanged() => Stamp++;

    public static string NormaliseEmail(string email) => email.Trim().ToLowerInvariant();
}
