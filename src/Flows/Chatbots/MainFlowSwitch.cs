using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>Makes a flow the one its chatbot begins with. Whoever calls holds the lock of the chatbot, in the transaction that also makes the flow so.</summary>
internal static class MainFlowSwitch
{
    // Its authors hear of it: what they send next with the old revision would make theirs the main one again.
    public static Task<int> TakeFromOthersAsync(FlowsDbContext db, Guid chatbotId, Guid flowId, DateTimeOffset now, CancellationToken ct) =>
        db
            .Flows.Where(f => f.ChatbotId == chatbotId && f.IsMain && f.Id != flowId)
            .ExecuteUpdateAsync(
                f => f.SetProperty(x => x.IsMain, false).SetProperty(x => x.Revision, x => x.Revision + 1).SetProperty(x => x.UpdatedAt, now),
                ct
            );
}
