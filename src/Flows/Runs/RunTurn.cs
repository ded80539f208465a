using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.History;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>Works one input of a run off to where it waits or is over. Whoever calls holds the run's lock, and saves.</summary>
internal sealed class RunTurn(
    FlowsDbContext db,
    CompiledFlows flows,
    PerformEffects effects,
    ContactNames names,
    NodeCounters counters,
    ILogger<RunTurn> logger
)
{
    private const string NameVariable = "name";

    public async Task TakeAsync(Run run, ConversationInfo conversation, FlowInput input, DateTimeOffset now, CancellationToken ct)
    {
        var compilation = await flows.GetAsync(db, run.FlowId, run.Version, ct);
        if (!compilation.Succeeded)
            await StopAsync(run, RunReasons.FlowBroken, string.Join(", ", compilation.Faults.Select(f => f.Code).Distinct(StringComparer.Ordinal)), now, ct);
        else if (run.ReadState() is not { } state)
            await StopAsync(run, RunReasons.StateUnreadable, details: null, now, ct);
        else
            run.MoveTo(await AdvanceAsync(new RunScene(run, conversation, compilation.Flow, now), state, input, ct), now);
    }

    /// <summary>The bot falls silent and a person is called.</summary>
    public async Task GiveAwayAsync(Run run, string reason, DateTimeOffset now, CancellationToken ct)
    {
        await DropAsync(run, reason, now, ct);
        await effects.CallPersonAsync(run, reason, target: null, ct);
    }

    /// <summary>Without a word: a person has the conversation already.</summary>
    public async Task DropAsync(Run run, string reason, DateTimeOffset now, CancellationToken ct)
    {
        if (run.IsLive)
            await counters.DropAsync(run, run.ReadState()?.Node, now, ct);
        run.GiveAway(reason, now);
    }

    private async Task<FlowState> AdvanceAsync(RunScene scene, FlowState state, FlowInput input, CancellationToken ct)
    {
        var step = FlowEngine.Advance(scene.Flow, state, input, scene.Now);
        var trail = new TurnTrail(state, input).Add(step);
        while (await effects.PerformAsync(scene, step, ct) is { } result)
            trail.Add(step = FlowEngine.Advance(scene.Flow, step.State, result, scene.Now));
        await counters.AddAsync(scene.Run, trail.Counts(), scene.Now, ct);
        if (step.State.Variables[NameVariable] is { Kind: ValueKind.Text } name && name != state.Variables[NameVariable])
            await names.NoteAsync(scene.Conversation, name.Text, ct);
        return step.State;
    }

    // Tried again it would be no better: the customer gets a person, and the history says why.
    private Task StopAsync(Run run, string reason, string? details, DateTimeOffset now, CancellationToken ct)
    {
        Log.CannotGoOn(logger, run.ConversationId, run.Id, run.FlowId, run.Version, reason);
        effects.Note(run, node: null, details is null ? reason : $"{reason}: {details}", now);
        return GiveAwayAsync(run, reason, now, ct);
    }
}
