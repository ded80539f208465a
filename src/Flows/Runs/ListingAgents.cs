using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>Tells the inbox whose a listing is.</summary>
internal sealed class ListingAgents(IListingOwners owners, IUserDirectory users) : IListingAgents
{
    /// <inheritdoc />
    public async Task<long?> FindUserAsync(string reference, CancellationToken ct) => await UserOfAsync(await owners.AgentOfAsync(reference, ct), ct);

    /// <inheritdoc />
    public async Task<long?> FindUserAsync(Guid conversationId, CancellationToken ct) =>
        await UserOfAsync(await owners.AgentOfConversationAsync(conversationId, ct), ct);

    private async Task<long?> UserOfAsync(long? agentId, CancellationToken ct) => agentId is { } id ? (await users.FindByAgentAsync(id, ct))?.Id : null;
}
