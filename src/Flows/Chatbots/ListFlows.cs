using Aldrava.Flows.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>GET /api/v1/flows?chatbot_id=: a chatbot's flows with their canvases, oldest first.</summary>
internal static class ListFlows
{
    // Canvases may be long: they go from the database to the answer one by one instead of being gathered here.
    internal sealed record Streamed(IAsyncEnumerable<FlowView> Items, long Total, int Page, int PerPage);

    internal static async Task<IResult> Handle(
        [FromQuery(Name = "chatbot_id")] Guid? chatbotId,
        Page page,
        FlowsDbContext db,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (chatbotId is null)
            return FieldErrors.One(http, "query.chatbot_id", "missing");
        var flows = db.Flows.Where(f => f.ChatbotId == chatbotId && f.DeletedAt == null);
        var total = await flows.LongCountAsync(ct);
        var slice = flows.OrderBy(f => f.CreatedAt).ThenBy(f => f.Id).Skip(page.Offset).Take(page.Limit);
        return TypedResults.Ok(new Streamed(FlowView.Of(db, slice).AsAsyncEnumerable(), total, (page.Offset / page.Limit) + 1, page.Limit));
    }
}
