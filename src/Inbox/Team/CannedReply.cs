using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>A text that is said often, found by its shortcut.</summary>
internal sealed class CannedReply : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Shortcut { get; set; }
    public string? Title { get; set; }

    /// <summary>With variables, as <c>{{contact.name}}</c>.</summary>
    public required string Text { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
