using System.Text.Json;

namespace Aldrava.Flows.Simulation;

/// <summary>What the bot would have said.</summary>
/// <param name="Content">All of it: buttons with their ids, rows, links.</param>
internal sealed record SaidView(string Type, string? Text, JsonElement Content);

/// <summary>A node that ran.</summary>
internal sealed record SimulatedStep(string NodeId, string NodeType, string? Input, string? Output, string? Error)
{
    /// <summary>The flow that was jumped to; null in the one that is played.</summary>
    public Guid? FlowId { get; init; }
}

/// <summary>Something that was not right and stopped nothing.</summary>
internal sealed record SimulatedWarning(string? NodeId, string Code, string? Subject);

/// <summary>A request that was looked up or answered with a made-up result, and never done.</summary>
internal sealed record SimulatedRequest(string NodeId, string Kind, string? Failed);

/// <summary>What one input led to.</summary>
/// <param name="At">The caller's clock when it came.</param>
/// <param name="Status"><c>fresh</c>, <c>waiting</c>, <c>ended</c> or <c>handed_over</c>.</param>
internal sealed record TurnView(
    DateTimeOffset At,
    IReadOnlyList<SaidView> Said,
    IReadOnlyList<SimulatedStep> Steps,
    IReadOnlyList<SimulatedRequest> Requests,
    IReadOnlyList<SimulatedWarning> Warnings,
    IReadOnlyDictionary<string, object> Variables,
    string Status,
    string? Reason,
    string? NodeId,
    DateTimeOffset? Deadline
)
{
    /// <summary>The flow it is in after a jump; null in the one that is played.</summary>
    public Guid? FlowId { get; init; }
}

/// <summary>A simulated conversation so far.</summary>
/// <param name="Now">The caller's clock at its end.</param>
/// <param name="State">Sent again, the conversation goes on where it was.</param>
internal sealed record SimulationView(IReadOnlyList<TurnView> Turns, DateTimeOffset Now, string State)
{
    public static SimulationView Example
    {
        get
        {
            var at = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);
            var turn = new TurnView(
                at,
                [new SaidView("text", "Qual é o seu orçamento?", JsonSerializer.SerializeToElement(new { body = "Qual é o seu orçamento?" }))],
                [new SimulatedStep("budget", "question", Input: null, "Qual é o seu orçamento?", Error: null)],
                [],
                [],
                new Dictionary<string, object>(StringComparer.Ordinal),
                "waiting",
                Reason: null,
                "budget",
                at.AddDays(1)
            );
            return new SimulationView([turn], at, "eyJ2ZXJzaW9uIjoxfQ");
        }
    }
}
