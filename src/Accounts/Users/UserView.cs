using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Users;

/// <summary>A user as the routes under <c>/api</c> show them.</summary>
public sealed record UserView(
    long Id,
    string Name,
    string Email,
    Role Role,
    long? AgentId,
    long OrganizationId,
    string OrganizationName,
    string TimeZone,
    DateTimeOffset CreatedAt
)
{
    /// <summary>For the documentation.</summary>
    public static UserView Example =>
        new(33, "Ana Sousa", "admin@imoveismais.pt", Role.OrgAdmin, AgentId: null, 1, "Imóveis Mais", "Europe/Lisbon", DateTimeOffset.UnixEpoch);

    internal static UserView Of(Account account)
    {
        var (user, organization) = (account.User, account.Organization);
        return new UserView(
            user.Id,
            user.FullName,
            user.Email,
            user.Role,
            account.AgentId,
            organization.Id,
            organization.Name,
            organization.TimeZone,
            user.CreatedAt
        );
    }
}
