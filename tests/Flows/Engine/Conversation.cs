using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

/// <summary>Talks to a flow as a customer would, with a clock of its own; leads get the ids 1, 2, ….</summary>
internal sealed class Conversation(CompiledFlow flow, FlowContact? contact = null)
{
    public FlowState State { get; set; } = FlowState.Begin(contact ?? new FlowContact("Maria", "+351912345678"));

    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    public List<LeadFields> Leads { get; } = [];

    /// <summary>Of the last input.</summary>
    public IReadOnlyList<FlowEffect> Effects { get; private set; } = [];

    public string[] Texts => [.. Effects.OfType<FlowEffect.Say>().Select(e => e.Content.Words ?? "")];

    public string[] Warnings => [.. Effects.OfType<FlowEffect.Warning>().Select(w => $"{w.Code} {w.Subject}")];

    public string[] Path => [.. Effects.OfType<FlowEffect.Trace>().Select(t => t.NodeId)];

    public FlowInput.Result? LeadResult { get; set; }

    public Conversation Says(string text) => Gets(FlowInput.Says(text));

    public Conversation Gets(FlowInput input)
    {
        (State, Effects) = FlowRunner.Run(flow, State, input, Now, Perform);
        return this;
    }

    public Conversation Waits(TimeSpan time)
    {
        Now += time;
        return Gets(new FlowInput.Timeout());
    }

    public FlowValue Value(string name) => State.Variables[name];

    private FlowInput.Result Perform(FlowEffect effect)
    {
        Leads.Add(effect.ShouldBeOfType<FlowEffect.CreateLead>().Fields);
        return LeadResult ?? new FlowInput.LeadCreated(Leads.Count, "João");
    }
}
