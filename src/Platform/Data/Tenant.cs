namespace Aldrava.Platform.Data;

/// <summary>Whose data this scope sees. Set from the access token for a request; workers enter the organization they work for. Unset, nothing is seen.</summary>
public sealed class Tenant
{
    /// <summary>The organization, if one was entered.</summary>
    public long? OrganizationId { get; private set; }

    /// <summary>From here on this scope reads and writes the data of one organization.</summary>
    public void Enter(long organizationId) => OrganizationId = organizationId;
}

/// <summary>An entity that belongs to an organization: read through a filter, and never written for another one.</summary>
public interface ITenantOwned
{
    /// <summary>The organization.</summary>
    long OrganizationId { get; }
}
