using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>What somebody of the team wrote about a conversation for the others; the customer never sees it.</summary>
internal sealed class Note : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required long UserId { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
