using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Runs;

/// <summary>What a new conversation of a chatbot begins with.</summary>
internal sealed record MainFlow(Guid FlowId, int Version);

/// <summary>A chatbot that is switched on; its main flow is null while none is published.</summary>
internal sealed record ActiveChatbot(MainFlow? Main, string Settings)
{
    public static Task<ActiveChatbot?> FindAsync(FlowsDbContext db, Guid chatbotId, CancellationToken ct) =>
        db
            .Chatbots.Where(c => c.Id == chatbotId && c.IsActive && c.DeletedAt == null)
            .Select(c => new ActiveChatbot(
                db.Flows.Where(f => f.ChatbotId == c.Id && f.IsMain && f.DeletedAt == null && f.PublishedVersion != null)
                    .Select(f => new MainFlow(f.Id, f.PublishedVersion!.Value))
                    .FirstOrDefault(),
                c.Settings
            ))
            .SingleOrDefaultAsync(ct);
}
