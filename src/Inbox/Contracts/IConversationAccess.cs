using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Contracts;

/// <summary>Who may look at a conversation: for modules that keep something about it.</summary>
public interface IConversationAccess
{
    /// <summary>Whether the conversation is there and the caller may see it.</summary>
    Task<bool> MaySeeAsync(Guid conversationId, CurrentUser user, CancellationToken ct);
}
