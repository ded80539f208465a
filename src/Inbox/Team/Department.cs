using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>People who answer the same kind of questions: sales, rentals, support.</summary>
internal sealed class Department : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Somebody of a department.</summary>
internal sealed class DepartmentMember : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid DepartmentId { get; init; }
    public required long UserId { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}
