using Aldrava.Flows.Engine;
using Aldrava.Flows.Simulation;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>A run at work: its conversation, its flow, the organization's time.</summary>
internal sealed record RunScene(Run Run, ConversationInfo Conversation, CompiledFlow Flow, DateTimeOffset Now)
{
    private const int LongestNodeInKey = 100;

    /// <summary>The flow it is in after a jump; null in the run's own.</summary>
    public FlowPlace? Place { get; init; }

    /// <summary>What the flow may know of its chatbot.</summary>
    public FlowSurroundings Around { get; init; } = FlowSurroundings.None;

    /// <summary>Who is called when the flow names nobody.</summary>
    public HandOverTarget? Person { get; init; }
    public Lap Lap { get; } = new();

    /// <summary>Names what a node of this run did, so that the same again is the same one.</summary>
    // Authors may give nodes ids of any length; a node's place in its version names it as well.
    public string Key(string node) =>
        $"run:{Run.Id}:{(Place is null ? "" : $"{Place.FlowId:N}:")}{(node.Length <= LongestNodeInKey ? node : $"#{Flow.Find(node)!.Head.Index}")}";
}

/// <summary>Performs one kind of request: one class a kind, registered as this.</summary>
internal interface IRequestPerformer
{
    Type Kind { get; }

    /// <returns>The result, or null when it comes later, in a transaction of its own.</returns>
    Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FlowEffect.Request request, CancellationToken ct);

    /// <returns>What it would come to: reads what is there, and does nothing.</returns>
    Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FlowEffect.Request request, CancellationToken ct);
}

/// <inheritdoc cref="IRequestPerformer" />
internal abstract class RequestPerformer<T> : IRequestPerformer
    where T : FlowEffect.Request
{
    Type IRequestPerformer.Kind => typeof(T);

    Task<FlowInput.Result?> IRequestPerformer.PerformAsync(RunScene scene, string node, FlowEffect.Request request, CancellationToken ct) =>
        PerformAsync(scene, node, (T)request, ct);

    Task<FlowInput.Result> IRequestPerformer.SimulateAsync(SimulatedScene scene, FlowEffect.Request request, CancellationToken ct) =>
        SimulateAsync(scene, (T)request, ct);

    /// <summary>Does it, in the transaction that is open. What fails for a reason that is no bug answers <see cref="FlowInput.RequestFailed"/>.</summary>
    protected abstract Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, T request, CancellationToken ct);

    /// <summary>Says what it would come to, in a transaction that can't write.</summary>
    protected abstract Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, T request, CancellationToken ct);
}
