using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>A mark that sorts conversations.</summary>
internal sealed class Label : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Name { get; set; }

    /// <summary>As <c>#1F7A4D</c>.</summary>
    public required string Color { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A label on a conversation.</summary>
internal sealed class ConversationLabel : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required Guid LabelId { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}
