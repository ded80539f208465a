using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Versions;

/// <summary>Whether a canvas can be published, and all that is wrong with it.</summary>
internal sealed record ValidationView(bool CanPublish, IReadOnlyList<FaultView> Faults)
{
    public static ValidationView Example => new(CanPublish: false, [FaultView.Example]);
}

/// <summary>POST /api/v1/flows/{id}/validate: what is wrong with the draft, or with the canvas that is sent; changes nothing.</summary>
internal static class ValidateFlow
{
    public sealed record Request(RawJson? CanvasData = null) : IRequestBody
    {
        public static Request Example => new(CreateFlow.ExampleCanvas);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => FlowFields.OfCanvas(CanvasData);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request? request,
        FlowsDbContext db,
        FlowChecks checks,
        FaultMessages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        var flow = await db.Flows.Where(f => f.Id == id && f.DeletedAt == null).Select(f => new { f.CanvasData, f.ChatbotId }).SingleOrDefaultAsync(ct);
        if (flow is null)
            return Errors.Flow.NotFound(id);
        var canvas = request?.CanvasData is { IsNull: false } given ? given.Text : flow.CanvasData;
        var faults = await checks.FindAsync(id, flow.ChatbotId, canvas, ct);
        return TypedResults.Ok(new ValidationView(!faults.Any(f => f.Severity == FaultSeverity.Error), messages.Tell(http, canvas, faults)));
    }
}
