using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Messages;

/// <summary>What somebody thinks of a message. One a person and message; without an emoji it was taken back.</summary>
internal sealed class Reaction : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required string TargetWamid { get; init; }

    /// <summary><c>contact</c>, <c>phone</c> (the business app), or who of us reacted: <c>user:12</c>.</summary>
    public required string Author { get; init; }
    public string? Emoji { get; set; }
    public required DateTimeOffset OccurredAt { get; set; }
}
