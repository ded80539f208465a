namespace Aldrava.Platform.Http;

/// <summary>What a person may do (contract, README).</summary>
public enum Role
{
    /// <summary>Their own leads, visits, properties, tasks and conversations, and the organization's shared ones.</summary>
    Agent,

    /// <summary>Reads what an org_admin reads, writes nothing.</summary>
    Viewer,

    /// <summary>Everything in their organization.</summary>
    OrgAdmin,

    /// <summary>Every organization.</summary>
    SuperAdmin,
}

/// <summary>Who calls; a parameter of every handler that needs to know. Comes from the access token, costs no query.</summary>
/// <param name="UserId">The user.</param>
/// <param name="OrganizationId">Their organization.</param>
/// <param name="Email">Their sign-in name.</param>
/// <param name="Role">What they may do.</param>
/// <param name="AgentId">Their agent profile, if they have one.</param>
/// <param name="SessionId">The device they call from.</param>
/// <param name="TimeZone">Their organization's time zone.</param>
public sealed record CurrentUser(long UserId, long OrganizationId, string Email, Role Role, long? AgentId, long SessionId, TimeZoneInfo TimeZone)
{
    /// <summary>What they are called.</summary>
    public string? FullName { get; init; }

    /// <summary>Sees what all of the organization has, not only their own.</summary>
    public bool SeesAll => Role is not Role.Agent;

    /// <summary>May change what belongs to others in the organization.</summary>
    public bool ManagesAll => Role is Role.OrgAdmin or Role.SuperAdmin;

    /// <summary>Who they are in the log: ids only.</summary>
    public KeyValuePair<string, object>[] LogScope() => [new("user_id", UserId), new("organization_id", OrganizationId)];
}
