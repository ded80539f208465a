using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.History;

namespace Aldrava.Flows.Runs;

/// <summary>Works one input of a run off to where it waits or is over, in whatever flows it leads through. Whoever calls holds the run's lock, and saves.</summary>
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

    public async Task TakeAsync(Run run, Talk talk, FlowInput input, DateTimeOffset now, CancellationToken ct)
    {
        if (run.ReadState() is not { } state)
        {
            await StopAsync(run, RunReasons.StateUnreadable, details: null, now, ct);
            return;
        }
        var compilation = await CompiledAsync(run, state, ct);
        if (!compilation.Succeeded)
        {
            await StopAsync(run, compilation.Faults, now, ct);
            return;
        }
        var surroundings = new ChatbotSurroundings(talk.Chatbot.Settings);
        var scene = new RunScene(run, talk.Conversation, compilation.Flow, now)
        {
            Place = state.Flow,
            Around = surroundings.At(now),
            Person = surroundings.HandOver(),
        };
        await AdvanceAsync(scene, state, input, ct);
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
        if (run.IsLive && run.ReadState() is { } state)
            await counters.DropAsync(run, state.Flow, state.Node, now, ct);
        run.GiveAway(reason, now);
    }

    private async Task AdvanceAsync(RunScene scene, FlowState state, FlowInput input, CancellationToken ct)
    {
        var (run, known) = (scene.Run, state.Variables[NameVariable]);
        for (FlowInput? next = input; next is not null; )
        {
            var trail = new TurnTrail(state, next);
            var step = FlowEngine.Advance(scene.Flow, state, next, scene.Now, scene.Around);
            trail.Add(step);
            while (await effects.PerformAsync(scene, step, ct) is { } result)
                trail.Add(step = FlowEngine.Advance(scene.Flow, step.State, result, scene.Now, scene.Around));
            await counters.AddAsync(run, scene.Place, trail.Counts(), scene.Now, ct);
            (state, next) = (step.State, null);
            if (state.Status == FlowStatus.Switching)
            {
                var compilation = await CompiledAsync(run, state, ct);
                if (!compilation.Succeeded)
                {
                    await StopAsync(run, compilation.Faults, scene.Now, ct);
                    return;
                }
                scene = scene with { Flow = compilation.Flow, Place = state.Flow };
                next = new FlowInput.Switched();
            }
            next ??= FlowEngine.TakeKept(scene.Flow, ref state);
        }
        if (state.Variables[NameVariable] is { Kind: ValueKind.Text } name && name != known)
            await names.NoteAsync(scene.Conversation, name.Text, ct);
        run.MoveTo(state, scene.Now);
        // What came while nobody could listen was said to somebody.
        if (state is { Status: FlowStatus.Ended, Kept: not null })
            await GiveAwayAsync(run, RunReasons.AfterEnd, scene.Now, ct);
    }

    private Task<FlowCompilation> CompiledAsync(Run run, FlowState state, CancellationToken ct) =>
        flows.GetAsync(db, state.Flow?.FlowId ?? run.FlowId, state.Flow?.Version ?? run.Version, ct);

    private Task StopAsync(Run run, IReadOnlyList<FlowFault> faults, DateTimeOffset now, CancellationToken ct) =>
        StopAsync(run, RunReasons.FlowBroken, string.Join(", ", faults.Select(f => f.Code).Distinct(StringComparer.Ordinal)), now, ct);

    // Tried again it would be no better: the customer gets a person, and the history says why.
    private Task StopAsync(Run run, string reason, string? details, DateTimeOffset now, CancellationToken ct)
    {
        Log.CannotGoOn(logger, run.ConversationId, run.Id, run.FlowId, run.Version, reason);
        effects.Note(run, node: null, details is null ? reason : $"{reason}: {details}", now);
        return GiveAwayAsync(run, reason, now, ct);
    }
}
