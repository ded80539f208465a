using Aldrava.Flows.Data;
using Aldrava.Inbox.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>Says which chatbots there are.</summary>
internal sealed class ChatbotDirectory(FlowsDbContext db) : IChatbotDirectory
{
    public Task<bool> ExistsAsync(Guid chatbotId, CancellationToken ct) => db.Chatbots.AnyAsync(c => c.Id == chatbotId, ct);
}
