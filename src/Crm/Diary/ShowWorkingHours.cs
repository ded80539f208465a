using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Diary;

/// <summary>GET /mobile/working-hours: when visits are offered to customers: the organization's hours, or with <c>agent_id</c> those of an agent.</summary>
internal static class ShowWorkingHours
{
    /// <param name="AgentId">Whose; null for the organization's.</param>
    /// <param name="IsOwn">False when they follow the organization, or the organization the usual hours.</param>
    internal sealed record View(long? AgentId, bool IsOwn, IReadOnlyList<Opening> Hours)
    {
        public static View Example => new(null, true, Opening.Default);
    }

    internal static async Task<IResult> Handle(
        [FromQuery(Name = "agent_id")] long? agentId,
        CrmDbContext db,
        IAgentDirectory agents,
        AgentDiary diary,
        CancellationToken ct
    ) => await agents.UnknownAsync(agentId, ct) is { } unknown ? unknown : TypedResults.Ok(await ViewAsync(agentId, db, diary, ct));

    /// <summary>404 when an agent is named whom the organization does not have.</summary>
    internal static async Task<Error?> UnknownAsync(this IAgentDirectory agents, long? agentId, CancellationToken ct) =>
        agentId is { } id && await agents.FindAsync(id, ct) is null ? Errors.AgentNotFound(id) : null;

    internal static async Task<View> ViewAsync(long? agentId, CrmDbContext db, AgentDiary diary, CancellationToken ct)
    {
        var owner = agentId ?? WorkingHours.Everybody;
        return new View(agentId, await db.WorkingHours.AnyAsync(h => h.AgentId == owner, ct), await diary.OpeningsAsync(owner, ct));
    }
}
