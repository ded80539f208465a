using Aldrava.Flows.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Chatbots;

/// <summary>GET /api/v1/chatbots: the organization's chatbots, oldest first.</summary>
internal static class ListChatbots
{
    internal static Task<IResult> Handle(Slice slice, FlowsDbContext db, HttpContext http, CancellationToken ct) =>
        slice.AnswerAsync(db.Chatbots.Where(c => c.DeletedAt == null).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(ChatbotView.Of), http, ct);
}
