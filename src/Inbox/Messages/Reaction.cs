using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Messages;

/// <summary>What somebody thinks of a message. One a person and message; without an emoji it was taken back.</summary>
internal sealed class Reaction : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required string TargetWamid { get; init; }

    /// <summary><c>contact</c>, or <c>phone</c> (the business app).</summary>
    public required string Author { get; init; }
    public string? Emoji { get; set; }
    public required DateTimeOffset OccurredAt { get; set; }
}
