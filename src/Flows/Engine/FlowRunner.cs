namespace Aldrava.Flows.Engine;

/// <summary>Works one input off to the end of its turn, asking <c>perform</c> for each result on the way: for simulations and tests, and the pattern the shell follows inside its transaction.</summary>
internal static class FlowRunner
{
    public static FlowStep Run(CompiledFlow flow, FlowState state, FlowInput input, DateTimeOffset now, Func<FlowEffect.Request, FlowInput.Result> perform)
    {
        var step = FlowEngine.Advance(flow, state, input, now);
        if (step.State.Status != FlowStatus.NeedsResult)
            return step;
        var effects = new List<FlowEffect>(step.Effects);
        while (step.State.Status == FlowStatus.NeedsResult)
        {
            step = FlowEngine.Advance(flow, step.State, perform((FlowEffect.Request)effects[^1]), now);
            effects.AddRange(step.Effects);
        }
        return new FlowStep(step.State, effects);
    }
}
