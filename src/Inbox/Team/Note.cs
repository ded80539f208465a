using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Team;

/// <summary>What somebody of the team, or the bot, wrote about a conversation for the others; the customer never sees it.</summary>
internal sealed class Note : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }

    /// <summary>Who wrote it; null: the bot.</summary>
    public required long? UserId { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static Note Of(long organizationId, Guid conversationId, long? userId, string text, DateTimeOffset now) =>
        new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            ConversationId = conversationId,
            UserId = userId,
            Text = text.Trim(),
            CreatedAt = now,
        };
}
