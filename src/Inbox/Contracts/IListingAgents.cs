namespace Aldrava.Inbox.Contracts;

/// <summary>Says who a conversation about a listing is for; registered by whoever knows listings.</summary>
public interface IListingAgents
{
    /// <summary>The user in whose care the listing of that reference is, or null.</summary>
    Task<long?> FindUserAsync(string reference, CancellationToken ct);

    /// <summary>The user in whose care the listing is that the conversation was about last, or null.</summary>
    Task<long?> FindUserAsync(Guid conversationId, CancellationToken ct);
}
