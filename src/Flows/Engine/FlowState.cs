using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aldrava.Flows.Engine;

internal enum FlowStatus
{
    /// <summary>Not begun: the first message starts it.</summary>
    [JsonStringEnumMemberName("fresh")]
    Fresh,

    /// <summary>A question was asked; a message or its deadline goes on.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>The last effect asks the shell to do something and to come back with the result at once, in the same transaction.</summary>
    [JsonStringEnumMemberName("needs_result")]
    NeedsResult,

    /// <summary>The state's <see cref="FlowState.Flow"/> has to be fetched; <see cref="FlowInput.Switched"/> goes on in it, at once.</summary>
    [JsonStringEnumMemberName("switching")]
    Switching,

    [JsonStringEnumMemberName("ended")]
    Ended,

    [JsonStringEnumMemberName("handed_over")]
    HandedOver,
}

/// <summary>A question that waits: how many wrong answers it had, and when it stops waiting.</summary>
internal sealed record FlowWait(int Tries, DateTimeOffset? Deadline);

/// <summary>One version of a flow.</summary>
internal sealed record FlowPlace(Guid FlowId, int Version);

/// <summary>Where a flow goes on that jumped to another: the node that jumped; no place is the run's own.</summary>
internal sealed record FlowFrame(FlowPlace? Flow, string Node);

/// <summary>Where one conversation stands in its flow. Immutable; <see cref="ToJson"/> is what is stored.</summary>
internal sealed record FlowState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public FlowStatus Status { get; init; }

    /// <summary>The node that waits or needs a result; the last one run once the flow is over.</summary>
    public string? Node { get; init; }

    public FlowWait? Wait { get; init; }

    public FlowVariables Variables { get; init; } = FlowVariables.Empty;

    /// <summary>Why it ended or was handed over: one of <see cref="Reasons"/>, or what an <c>end</c> node says.</summary>
    public string? Reason { get; init; }

    /// <summary>Nodes entered since the flow began.</summary>
    public int Steps { get; init; }

    /// <summary>Nodes entered since the customer's last message: goes on over results, so that a loop through one is still a loop.</summary>
    public int TurnSteps { get; init; }

    /// <summary>Nodes that asked for a result since the customer's last message. None may ask twice.</summary>
    public IReadOnlyList<string>? TurnRequests { get; init; }

    /// <summary>The flow <see cref="Node"/> is in, after a jump; null is the one the conversation began with.</summary>
    public FlowPlace? Flow { get; init; }

    /// <summary>The flows to return to, the last one first to be returned to.</summary>
    public IReadOnlyList<FlowFrame>? Stack { get; init; }

    /// <summary>What the customer said while nobody could listen, oldest first.</summary>
    public IReadOnlyList<FlowInput.Message>? Kept { get; init; }

    [JsonIgnore]
    public bool IsOver => Status is FlowStatus.Ended or FlowStatus.HandedOver;

    [JsonIgnore]
    public DateTimeOffset? Deadline => Wait?.Deadline;

    public static FlowState Begin(FlowContact contact) =>
        new FlowState()
            .With("contact.name", FlowValue.Of(contact.Name))
            .With("contact.phone", FlowValue.Of(contact.Phone))
            .With("contact.wa_id", FlowValue.Of(contact.WaId))
            .With("contact.username", FlowValue.Of(contact.Username))
            .With("contact.email", FlowValue.Of(contact.Email));

    /// <summary>Sets a variable from outside the flow; <see cref="FlowValue.None"/> removes it.</summary>
    public FlowState With(string name, FlowValue value) => this with { Variables = Variables.With(VariableNames.Canonical(name), value) };

    public string ToJson() => JsonSerializer.Serialize(this, FlowJson.Default.FlowState);

    public static FlowState FromJson(string json) =>
        JsonSerializer.Deserialize(json, FlowJson.Default.FlowState) ?? throw new JsonException("A flow state is an object.");
}

/// <summary>What is known of the customer when the flow begins; any of it may be missing, the phone too.</summary>
internal sealed record FlowContact(string? Name = null, string? Phone = null, string? WaId = null, string? Username = null, string? Email = null);

/// <summary>Why a flow was handed to a human or ended by itself.</summary>
internal static class Reasons
{
    public const string Completed = "completed";
    public const string NoNextNode = "no_next_node";
    public const string Cycle = "cycle";
    public const string TooManySteps = "too_many_steps";
    public const string TooManyTries = "too_many_tries";
    public const string Timeout = "timeout";
    public const string NoBranch = "no_branch";
    public const string NodeMissing = "node_missing";
    public const string NodeChanged = "node_changed";
    public const string UnexpectedInput = "unexpected_input";
    public const string RequestFailed = "request_failed";
    public const string StateVersion = "state_version";
    public const string TooDeep = "too_deep";
    public const string Handoff = "handoff";
}
