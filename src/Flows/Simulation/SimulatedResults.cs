using Aldrava.Flows.Engine;

namespace Aldrava.Flows.Simulation;

/// <summary>What comes of requests that are not done: what the caller says, else what an author would expect to see.</summary>
internal static class SimulatedResults
{
    /// <summary>A request that the simulator knows nothing to answer: the flow takes the way it takes when one fails.</summary>
    public const string NotSimulated = "not_simulated";

    public static FlowInput.Result Of(FlowEffect.Request request, SimulatedResult? given) =>
        (request, given) switch
        {
            (_, { Error: { } code }) => new FlowInput.RequestFailed(code),
            (FlowEffect.CreateLead, _) => new FlowInput.LeadCreated(given?.LeadId ?? 1, given?.AgentName),
            (FlowEffect.CallApi { Call: var call }, _) => new FlowInput.ApiAnswered(
                given?.Status ?? StatusCodes.Status200OK,
                [.. call.Paths.Select(p => FlowValue.Of(given?.Values?.GetValueOrDefault(p)))]
            ),
            _ => new FlowInput.RequestFailed(NotSimulated),
        };
}
