using System.Text.Json;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Simulation;

/// <summary>What is played: a flow of a chatbot, from where, at what time and for whom.</summary>
internal sealed record SimulationScript(CompiledFlow Flow, Guid ChatbotId, ChatbotSurroundings Chatbot, FlowState State, DateTimeOffset Now)
{
    public string? Phone { get; init; }

    /// <summary>What comes of requests, by node.</summary>
    public required IReadOnlyDictionary<string, SimulatedResult> Results { get; init; }
}

/// <summary>Plays conversations that nobody has: the engine at work with the caller's clock. Listings, diaries and other flows are the real ones; nothing is done.</summary>
internal sealed class Simulator(FlowsDbContext db, CompiledFlows flows, IEnumerable<IRequestPerformer> performers)
{
    /// <summary>So much is answered at most: variables that fill each other make a long answer of a few messages.</summary>
    private const int LongestAnswer = 4_000_000;

    private readonly Dictionary<Type, IRequestPerformer> _requests = performers.ToDictionary(p => p.Kind);

    /// <summary>Null when the answer would be too long.</summary>
    public async Task<SimulationView?> RunAsync(SimulationScript script, IReadOnlyList<SimulatedMessage> messages, CancellationToken ct)
    {
        var turns = new List<TurnView>();
        var length = 0;
        foreach (var message in messages)
        {
            script = script with { Now = script.Now.AddMinutes(message.TimeoutAfterMinutes ?? 0) };
            var (state, turn) = await TakeAsync(script, message.Input(), ct);
            script = script with { State = state };
            turns.Add(turn);
            length += turn.Said.Sum(s => 2 * (s.Text?.Length ?? 0)) + turn.Variables.Sum(v => v.Key.Length + ((v.Value as string)?.Length ?? 10));
            if (length > LongestAnswer)
                return null;
        }
        return new SimulationView(turns, script.Now, SimulatedState.Write(script.State));
    }

    /// <summary>Whether a conversation of the chatbot could stand there: between two messages, in flows of its own.</summary>
    public async Task<bool> CanStandAsync(FlowState state, Guid chatbotId, CancellationToken ct)
    {
        if (state.Status is FlowStatus.NeedsResult or FlowStatus.Switching || state.Stack is { Count: > Turn.MaxDepth })
            return false;
        foreach (var place in (state.Stack ?? []).Select(f => f?.Flow).Append(state.Flow).OfType<FlowPlace>())
        {
            var isThere = await db.FlowVersions.AnyAsync(
                v => v.FlowId == place.FlowId && v.Version == place.Version && db.Flows.Any(f => f.Id == v.FlowId && f.ChatbotId == chatbotId),
                ct
            );
            if (!isThere || !(await flows.GetAsync(db, place.FlowId, place.Version, ct)).Succeeded)
                return false;
        }
        return state.Stack?.Any(f => f is null) is not true;
    }

    private async Task<(FlowState State, TurnView Turn)> TakeAsync(SimulationScript script, FlowInput input, CancellationToken ct)
    {
        var (state, around, log) = (script.State, script.Chatbot.At(script.Now), new SimulatedTurn());
        for (FlowInput? next = input; next is not null; )
        {
            var flow = await FlowAsync(script, state.Flow, ct);
            var step = FlowEngine.Advance(flow, state, next, script.Now, around);
            log.Add(step.Effects, state.Flow);
            state = step.State;
            if (state.Status == FlowStatus.NeedsResult && step.Effects is [.., FlowEffect.Request request])
                next = await AnswerAsync(script, state.Node!, request, log, ct);
            else if (state.Status == FlowStatus.Switching)
                next = new FlowInput.Switched();
            else
                next = FlowEngine.TakeKept(await FlowAsync(script, state.Flow, ct), ref state);
        }
        return (state, log.View(state, script.Now));
    }

    private async Task<FlowInput.Result> AnswerAsync(SimulationScript script, string node, FlowEffect.Request request, SimulatedTurn log, CancellationToken ct)
    {
        var scene = new SimulatedScene(script.ChatbotId, script.Phone, script.Now, node, script.Results);
        var result = scene.Given?.Error is { } code ? new FlowInput.RequestFailed(code) : await _requests[request.GetType()].SimulateAsync(scene, request, ct);
        var kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(request.GetType().Name);
        log.Add(new SimulatedRequest(node, kind, (result as FlowInput.RequestFailed)?.Code));
        return result;
    }

    private async ValueTask<CompiledFlow> FlowAsync(SimulationScript script, FlowPlace? place, CancellationToken ct) =>
        place is null ? script.Flow : (await flows.GetAsync(db, place.FlowId, place.Version, ct)).Flow!;
}

/// <summary>What one message led to, as it comes about.</summary>
internal sealed class SimulatedTurn
{
    private readonly List<SaidView> _said = [];
    private readonly List<SimulatedStep> _steps = [];
    private readonly List<SimulatedRequest> _requests = [];
    private readonly List<SimulatedWarning> _warnings = [];

    public void Add(SimulatedRequest request) => _requests.Add(request);

    public void Add(IReadOnlyList<FlowEffect> effects, FlowPlace? place)
    {
        _said.AddRange(effects.OfType<FlowEffect.Say>().Select(Said));
        _steps.AddRange(
            effects.OfType<FlowEffect.Trace>().Select(t => new SimulatedStep(t.NodeId, t.NodeType, t.Input, t.Output, t.Error) { FlowId = place?.FlowId })
        );
        _warnings.AddRange(effects.OfType<FlowEffect.Warning>().Select(w => new SimulatedWarning(w.NodeId, w.Code, w.Subject)));
    }

    public TurnView View(FlowState state, DateTimeOffset now) =>
        new(
            now,
            _said,
            _steps,
            _requests,
            _warnings,
            Variables(state.Variables),
            JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Status.ToString()),
            state.Reason,
            state.Node,
            state.Deadline
        )
        {
            FlowId = state.Flow?.FlowId,
        };

    private static SaidView Said(FlowEffect.Say say) =>
        new(say.Content.Type, say.Content.Words, JsonSerializer.SerializeToElement(say.Content, say.Content.GetType(), Json.Options));

    private static Dictionary<string, object> Variables(FlowVariables variables)
    {
        var shown = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in variables.Items)
        {
            shown[name] = value.Kind switch
            {
                ValueKind.Number => value.Number,
                ValueKind.Bool => value.Bool,
                _ => value.ToString(),
            };
        }
        return shown;
    }
}
