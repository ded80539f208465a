using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine;

/// <summary>What the shell is to do, in order. A closed set.</summary>
internal abstract record FlowEffect
{
    private FlowEffect() { }

    /// <summary>Something is said to the customer, within Meta's limits and never blank.</summary>
    public sealed record Say(OutgoingContent Content) : FlowEffect;

    /// <summary>Always the last of its step: the state then needs its result, or a <see cref="FlowInput.RequestFailed"/>.</summary>
    public abstract record Request : FlowEffect;

    /// <summary>Answered with <see cref="FlowInput.LeadCreated"/>.</summary>
    public sealed record CreateLead(LeadFields Fields) : Request;

    /// <summary>Answered with <see cref="FlowInput.ApiAnswered"/>, in a later transaction.</summary>
    public sealed record CallApi(ApiRequest Call) : Request;

    /// <summary>Answered with <see cref="FlowInput.FlowFound"/>.</summary>
    public sealed record FindFlow(Guid FlowId) : Request;

    /// <summary>What the customer agreed to or not, and to which words.</summary>
    public sealed record RecordConsent(string Purpose, string Version, string Text, bool IsGiven) : FlowEffect;

    /// <summary>The flow is over for this conversation and a human is wanted. See <see cref="Reasons"/>.</summary>
    public sealed record HandOver(string Reason, HandOverTarget? Target = null, string? Note = null) : FlowEffect;

    public sealed record Ended(string Reason) : FlowEffect;

    /// <summary>One per node run: goes into the history of steps.</summary>
    public sealed record Trace(string NodeId, string NodeType, string? Input, string? Output, string? Error) : FlowEffect;

    /// <summary>Something that is not right but did not stop the flow, such as a variable nobody set.</summary>
    public sealed record Warning(string? NodeId, string Code, string? Subject) : FlowEffect;
}

/// <summary>What a new lead is made of, all of it optional but what the customer's own record could not give either.</summary>
internal sealed record LeadFields(
    string? Name,
    string? Phone,
    string? Email,
    decimal? Budget,
    string? Notes,
    string? PropertyReference,
    string? Source,
    IReadOnlyList<LeadWish> Wishes
);

internal sealed record LeadWish(string Name, string Value);

/// <summary>The new state and what to do on the way to it.</summary>
internal readonly record struct FlowStep(FlowState State, IReadOnlyList<FlowEffect> Effects);
