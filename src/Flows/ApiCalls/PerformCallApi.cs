using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Flows.Simulation;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;

namespace Aldrava.Flows.ApiCalls;

/// <summary>Writes the call down; it is made once that is committed, and the run goes on with its result later.</summary>
internal sealed class PerformCallApi(FlowsDbContext db, DbSession session, Wakeups wakeups) : RequestPerformer<FlowEffect.CallApi>
{
    protected override Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FlowEffect.CallApi request, CancellationToken ct)
    {
        db.Add(ApiCall.Of(scene, node, request.Call));
        session.AfterCommit(() => wakeups.Raise(CallApis.Topic));
        return Task.FromResult<FlowInput.Result?>(null);
    }

    protected override Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FlowEffect.CallApi request, CancellationToken ct)
    {
        FlowValue[] values = [.. request.Call.Paths.Select(p => FlowValue.Of(scene.Given?.Values?.GetValueOrDefault(p)))];
        return Task.FromResult<FlowInput.Result>(new FlowInput.ApiAnswered(scene.Given?.Status ?? StatusCodes.Status200OK, values));
    }
}
