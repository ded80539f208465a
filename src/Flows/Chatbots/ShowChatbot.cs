using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>GET /api/v1/chatbots/{id}: one chatbot.</summary>
internal static class ShowChatbot
{
    internal static async Task<IResult> Handle(Guid id, FlowsDbContext db, CancellationToken ct) =>
        await db.Chatbots.Where(c => c.Id == id && c.DeletedAt == null).Select(ChatbotView.Of).SingleOrDefaultAsync(ct) is { } chatbot
            ? Revised.Ok(chatbot)
            : Errors.Chatbot.NotFound(id);
}
