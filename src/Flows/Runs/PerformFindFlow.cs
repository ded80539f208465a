using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Simulation;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Runs;

/// <summary>Finds the published version of another flow of the same chatbot.</summary>
internal sealed class PerformFindFlow(FlowsDbContext db, CompiledFlows flows) : RequestPerformer<FlowEffect.FindFlow>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FlowEffect.FindFlow request, CancellationToken ct) =>
        await FindAsync(scene.Conversation.ChatbotId, request, ct);

    protected override Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FlowEffect.FindFlow request, CancellationToken ct) =>
        FindAsync(scene.ChatbotId, request, ct);

    private async Task<FlowInput.Result> FindAsync(Guid? chatbotId, FlowEffect.FindFlow request, CancellationToken ct)
    {
        var version = await db
            .Flows.Where(f => f.Id == request.FlowId && f.DeletedAt == null && f.ChatbotId == chatbotId)
            .Select(f => f.PublishedVersion)
            .SingleOrDefaultAsync(ct);
        if (version is null)
            return new FlowInput.RequestFailed("flow.not_found");
        var compiled = await flows.GetAsync(db, request.FlowId, version.Value, ct);
        return compiled.Succeeded ? new FlowInput.FlowFound(new FlowPlace(request.FlowId, version.Value)) : new FlowInput.RequestFailed("flow.broken");
    }
}
