namespace Aldrava.Accounts.Contracts;

/// <summary>An agency.</summary>
/// <param name="Id">The organization.</param>
/// <param name="Name">Its name.</param>
/// <param name="ReferencePrefix">What its listing references begin with, as <c>IMV</c>.</param>
/// <param name="TimeZone">In which its people write and read times.</param>
public sealed record OrganizationInfo(long Id, string Name, string ReferencePrefix, TimeZoneInfo TimeZone);

/// <summary>All organizations; kept in memory for half a minute.</summary>
public interface IOrganizations
{
    /// <summary>One organization, or null.</summary>
    ValueTask<OrganizationInfo?> FindAsync(long id, CancellationToken ct);

    /// <summary>The organization whose references begin with <paramref name="prefix"/>, or null.</summary>
    ValueTask<OrganizationInfo?> FindByPrefixAsync(string prefix, CancellationToken ct);
}
