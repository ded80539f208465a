using System.Text.Json;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Simulation;

/// <summary>A conversation that nobody has: the engine at work with the caller's clock, and nothing of what it asks for is done.</summary>
internal sealed class Simulator(CompiledFlow flow, IReadOnlyDictionary<string, SimulatedResult> results, FlowState state, DateTimeOffset now)
{
    /// <summary>So much is answered at most: variables that fill each other make a long answer of a few messages.</summary>
    private const int LongestAnswer = 4_000_000;

    private readonly List<TurnView> _turns = [];
    private FlowState _state = state;
    private DateTimeOffset _now = now;
    private int _length;

    /// <summary>Null when the answer would be too long.</summary>
    public SimulationView? Run(IReadOnlyList<SimulatedMessage> messages)
    {
        foreach (var message in messages)
        {
            _now = _now.AddMinutes(message.TimeoutAfterMinutes ?? 0);
            _turns.Add(Take(message.Input()));
            if (_length > LongestAnswer)
                return null;
        }
        return new SimulationView(_turns, _now, SimulatedState.Write(_state));
    }

    private TurnView Take(FlowInput input)
    {
        var requests = new List<SimulatedRequest>();
        var effects = Effects(input, requests);
        SaidView[] said = [.. effects.OfType<FlowEffect.Say>().Select(Said)];
        var variables = Variables(_state.Variables);
        _length += said.Sum(s => 2 * (s.Text?.Length ?? 0)) + variables.Sum(v => v.Key.Length + ((v.Value as string)?.Length ?? 10));
        return new TurnView(
            _now,
            said,
            [.. effects.OfType<FlowEffect.Trace>().Select(t => new SimulatedStep(t.NodeId, t.NodeType, t.Input, t.Output, t.Error))],
            requests,
            [.. effects.OfType<FlowEffect.Warning>().Select(w => new SimulatedWarning(w.NodeId, w.Code, w.Subject))],
            variables,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(_state.Status.ToString()),
            _state.Reason,
            _state.Node,
            _state.Deadline
        );
    }

    private static SaidView Said(FlowEffect.Say say) =>
        new(say.Content.Type, say.Content.Words, JsonSerializer.SerializeToElement(say.Content, say.Content.GetType(), Json.Options));

    private List<FlowEffect> Effects(FlowInput input, List<SimulatedRequest> requests)
    {
        var step = FlowEngine.Advance(flow, _state, input, _now);
        var effects = new List<FlowEffect>(step.Effects);
        while (Next(step, requests) is { } next)
        {
            step = FlowEngine.Advance(flow, next.State, next.Input, _now);
            effects.AddRange(step.Effects);
        }
        _state = step.State;
        return effects;
    }

    // What is kept until somebody listens comes after what was asked for.
    private (FlowState State, FlowInput Input)? Next(FlowStep step, List<SimulatedRequest> requests)
    {
        var current = step.State;
        if (current.Status == FlowStatus.NeedsResult && step.Effects is [.., FlowEffect.Request request])
            return (current, Answer(current.Node!, request, requests));
        return FlowEngine.TakeKept(flow, ref current) is { } kept ? (current, kept) : null;
    }

    private FlowInput.Result Answer(string node, FlowEffect.Request request, List<SimulatedRequest> requests)
    {
        var result = SimulatedResults.Of(request, results.GetValueOrDefault(node));
        var kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(request.GetType().Name);
        requests.Add(new SimulatedRequest(node, kind, (result as FlowInput.RequestFailed)?.Code));
        return result;
    }

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
