using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

internal sealed class ChatbotLinks(InboxDbContext db, TimeProvider clock) : IChatbotLinks
{
    public async Task RemoveAsync(Guid chatbotId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Numbers.Where(n => n.DefaultChatbotId == chatbotId).ExecuteUpdateAsync(n => n.SetProperty(x => x.DefaultChatbotId, (Guid?)null), ct);
        await db
            .Conversations.Where(c => c.ChatbotId == chatbotId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ChatbotId, (Guid?)null).SetProperty(x => x.BotActive, false).SetProperty(x => x.UpdatedAt, now), ct);
    }
}
