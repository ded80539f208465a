using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Leads;

internal static class Assignees
{
    /// <summary>Who is to be given work: an active agent of the organization, or 409.</summary>
    public static async Task<(AgentInfo? Agent, Error? Refusal)> AssigneeAsync(this IAgentDirectory agents, long agentId, CancellationToken ct) =>
        await agents.FindAsync(agentId, ct) switch
        {
            null => (null, Errors.RelatedMissing("agent_id", agentId)),
            { IsActive: false } => (null, Errors.AgentInactive(agentId)),
            var agent => (agent, null),
        };
}
