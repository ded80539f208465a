using Aldrava.Crm.Contracts;

namespace Aldrava.Crm.Leads;

/// <summary>A server without an inbox.</summary>
internal sealed class NoLeadMessages : ILeadMessages
{
    public Task<IReadOnlyList<LeadMessage>> ReadAsync(Guid conversationId, LeadMessagePlace? before, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<LeadMessage>>([]);
}
