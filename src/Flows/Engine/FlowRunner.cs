namespace Aldrava.Flows.Engine;

/// <summary>Works one input off to the end of its turn, asking <c>perform</c> for each result on the way: for simulations and tests, and the pattern the shell follows inside its transaction.</summary>
internal static class FlowRunner
{
    /// <param name="find">The flows that can be jumped to.</param>
    public static FlowStep Run(
        CompiledFlow flow,
        FlowState state,
        FlowInput input,
        DateTimeOffset now,
        Func<FlowEffect.Request, FlowInput.Result> perform,
        FlowSurroundings? around = null,
        Func<FlowPlace?, CompiledFlow>? find = null
    )
    {
        var at = state.Flow is null || find is null ? flow : find(state.Flow);
        var step = FlowEngine.Advance(at, state, input, now, around);
        var effects = step.Effects;
        while (Next(ref at, ref step, flow, perform, find) is { } next)
        {
            step = FlowEngine.Advance(at, step.State, next, now, around);
            effects = [.. effects, .. step.Effects];
        }
        return new FlowStep(step.State, effects);
    }

    private static FlowInput? Next(
        ref CompiledFlow at,
        ref FlowStep step,
        CompiledFlow flow,
        Func<FlowEffect.Request, FlowInput.Result> perform,
        Func<FlowPlace?, CompiledFlow>? find
    )
    {
        var state = step.State;
        switch (state.Status)
        {
            case FlowStatus.NeedsResult when step.Effects is [.., FlowEffect.Request request]:
                return perform(request);
            case FlowStatus.Switching:
                at = state.Flow is null || find is null ? flow : find(state.Flow);
                return new FlowInput.Switched();
            default:
                var kept = FlowEngine.TakeKept(at, ref state);
                step = step with { State = state };
                return kept;
        }
    }
}
