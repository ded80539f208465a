using System.Text.Json;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Data;

namespace Aldrava.Flows.Runs;

internal enum RunStatus
{
    /// <summary>A question is open.</summary>
    Waiting,

    /// <summary>It came to its end.</summary>
    Ended,

    /// <summary>A person has the conversation.</summary>
    HandedOver,
}

/// <summary>One conversation going through one version of a flow, which it keeps whatever is published meanwhile.</summary>
internal sealed class Run : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required Guid FlowId { get; init; }
    public required int Version { get; init; }
    public RunStatus Status { get; private set; }

    /// <summary>Why it is over.</summary>
    public string? Reason { get; private set; }

    /// <summary>The engine's state (JSON).</summary>
    public required string State { get; set; }

    /// <summary>Counts what the run wrote and said; names each of it.</summary>
    public int LastSeq { get; private set; }

    /// <summary>When to look whether the open question has waited too long.</summary>
    public DateTimeOffset? Deadline { get; private set; }
    public int TimeoutFailures { get; private set; }

    /// <summary>A person has the conversation; the open question is asked again once the bot has it back.</summary>
    public bool Paused { get; private set; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsLive => Status == RunStatus.Waiting;

    public static Run Begin(long organizationId, Guid conversationId, MainFlow flow, FlowState state, DateTimeOffset now) =>
        new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            ConversationId = conversationId,
            FlowId = flow.FlowId,
            Version = flow.Version,
            State = state.ToJson(),
            StartedAt = now.ToUniversalTime(),
        };

    public int NextSeq() => ++LastSeq;

    /// <summary>The stored state, or null when it cannot be read any more.</summary>
    public FlowState? ReadState()
    {
        try
        {
            return FlowState.FromJson(State);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void MoveTo(FlowState state, DateTimeOffset now)
    {
        (State, Deadline, TimeoutFailures, Paused) = (state.ToJson(), state.Deadline?.ToUniversalTime(), 0, false);
        if (state.IsOver)
            End(state.Status == FlowStatus.Ended ? RunStatus.Ended : RunStatus.HandedOver, state.Reason, now);
    }

    /// <summary>A person has the conversation: the run is over, or a person is called after its end.</summary>
    public void GiveAway(string reason, DateTimeOffset now)
    {
        if (IsLive)
            End(RunStatus.HandedOver, reason, now);
        else
            Status = RunStatus.HandedOver;
    }

    /// <summary>A person has the conversation: the deadline is looked at again later, and then asks instead of telling that nobody answered.</summary>
    public void Pause(DateTimeOffset lookAgain) => (Paused, Deadline) = (true, lookAgain);

    /// <summary>The deadline could not be worked off; after a few tries the question waits without one.</summary>
    public void PostponeTimeout(TimeSpan firstRetry, int atMost, DateTimeOffset now)
    {
        TimeoutFailures++;
        Deadline = TimeoutFailures < atMost ? now + firstRetry * Math.Pow(2, TimeoutFailures - 1) : null;
    }

    private void End(RunStatus status, string? reason, DateTimeOffset now) =>
        (Status, Reason, Deadline, EndedAt) = (status, reason, null, now.ToUniversalTime());
}

/// <summary>One line of a run's history.</summary>
internal sealed class Step : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }

    /// <summary>The flow the node is in, when it isn't the run's own.</summary>
    public Guid? FlowId { get; init; }
    public string? NodeId { get; init; }
    public string? NodeType { get; init; }
    public string? Input { get; init; }
    public string? Output { get; init; }
    public string? Error { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>How long the node kept the conversation busy: requests mostly.</summary>
    public int? DurationMs { get; init; }
}
