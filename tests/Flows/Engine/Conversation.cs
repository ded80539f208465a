using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Flows.Engine;

/// <summary>Talks to a flow as a customer would, with a clock of its own; leads get the ids 1, 2, ….</summary>
internal sealed class Conversation(CompiledFlow flow, FlowContact? contact = null)
{
    public CompiledFlow Flow => flow;

    public FlowState State { get; set; } = FlowState.Begin(contact ?? new FlowContact("Maria", "+351912345678"));

    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    public List<LeadFields> Leads { get; } = [];

    /// <summary>Of the last input.</summary>
    public IReadOnlyList<FlowEffect> Effects { get; private set; } = [];

    public string[] Texts => [.. Effects.OfType<FlowEffect.Say>().Select(e => e.Content.Words ?? "")];

    public string[] Warnings => [.. Effects.OfType<FlowEffect.Warning>().Select(w => $"{w.Code} {w.Subject}")];

    public string[] Path => [.. Effects.OfType<FlowEffect.Trace>().Select(t => t.NodeId)];

    public FlowInput.Result? LeadResult { get; set; }

    public FlowSurroundings Around { get; set; } = FlowSurroundings.None;

    /// <summary>Answers what is no lead.</summary>
    public Func<FlowEffect.Request, FlowInput.Result> Answer { get; set; } = _ => new FlowInput.RequestFailed("no");

    /// <summary>The flows to jump to.</summary>
    public Dictionary<Guid, CompiledFlow> Others { get; } = [];

    public OutgoingContent[] Said => [.. Effects.OfType<FlowEffect.Say>().Select(e => e.Content)];

    public Conversation Says(string text) => Gets(FlowInput.Says(text));

    public Conversation Gets(FlowInput input)
    {
        (State, Effects) = FlowRunner.Run(
            flow,
            FlowState.FromJson(State.ToJson()),
            input,
            Now,
            Perform,
            Around,
            place => place is null ? flow : Others[place.FlowId]
        );
        return this;
    }

    public Conversation Taps(string id, string title = "") => Gets(new FlowInput.Message(MessageKind.Reply, title, id));

    public Conversation Waits(TimeSpan time)
    {
        Now += time;
        return Gets(new FlowInput.Timeout());
    }

    public FlowValue Value(string name) => State.Variables[name];

    private FlowInput.Result Perform(FlowEffect.Request effect)
    {
        if (effect is FindListings)
            return new ListingsFound([], new ListingWords("", "", "", ""));
        if (effect is FlowEffect.FindFlow jump)
            return Others.ContainsKey(jump.FlowId) ? new FlowInput.FlowFound(new FlowPlace(jump.FlowId, 1)) : new FlowInput.RequestFailed("flow.not_found");
        if (effect is not FlowEffect.CreateLead)
            return Answer(effect);
        Leads.Add(effect.ShouldBeOfType<FlowEffect.CreateLead>().Fields);
        return LeadResult ?? new FlowInput.LeadCreated(Leads.Count, "João");
    }
}
