namespace Aldrava.Flows.Simulation;

/// <summary>A conversation that nobody has, at a node that asks for something.</summary>
/// <param name="ChatbotId">Whose flow it is.</param>
/// <param name="Phone">The number the made-up customer writes from, if they have one.</param>
/// <param name="Now">The caller's clock.</param>
/// <param name="Node">Where it is.</param>
/// <param name="Results">What the caller says comes of requests, by node.</param>
internal sealed record SimulatedScene(Guid ChatbotId, string? Phone, DateTimeOffset Now, string Node, IReadOnlyDictionary<string, SimulatedResult> Results)
{
    /// <summary>What the caller says comes of it.</summary>
    public SimulatedResult? Given => Results.GetValueOrDefault(Node);

    /// <summary>The lead, when the caller named it: an id that was made up here may be anybody's.</summary>
    public long? KnownLead(long? id) => Results.Values.Any(r => r is not null && r.LeadId == id) ? id : null;
}
