namespace Aldrava.Crm.Contracts;

/// <summary>Says which agent a listing is in the care of, in the scope's organization.</summary>
public interface IListingOwners
{
    /// <summary>The agent of the listing whose reference is, or stands in, <paramref name="reference"/>; null when there is none.</summary>
    Task<long?> AgentOfAsync(string reference, CancellationToken ct);

    /// <summary>The agent of the listing that the latest lead of a conversation asks for; null when there is none.</summary>
    Task<long?> AgentOfConversationAsync(Guid conversationId, CancellationToken ct);
}
