using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Contracts;

/// <summary>That a conversation has another owner, as devices hear it: one shape, whoever did it, and each device hears it once.</summary>
/// <param name="ConversationId">Which.</param>
/// <param name="ContactName">The customer's name as known.</param>
/// <param name="Reason">Why, a stable code: <c>assigned</c>, <c>transferred</c>, <c>released</c>, a bot's reason.</param>
/// <param name="AssignedTo">Who has it now; null while it waits.</param>
/// <param name="PreviousUserId">Who had it before.</param>
/// <param name="DepartmentId">Whose it is, if any department's.</param>
/// <param name="QueueId">Where it waits, or came through.</param>
/// <param name="By">Who did it; null: no person.</param>
internal sealed record ChangeOfHands(
    Guid ConversationId,
    string? ContactName,
    string Reason,
    long? AssignedTo,
    long? PreviousUserId,
    Guid? DepartmentId,
    Guid? QueueId,
    long? By
)
{
    /// <summary>Who lost it, and who gave it away, when that is not whoever has it now.</summary>
    public IReadOnlyList<long> Bereft() =>
        PreviousUserId is null || PreviousUserId == AssignedTo ? [] : [.. new[] { PreviousUserId, By }.OfType<long>().Where(id => id != AssignedTo).Distinct()];

    /// <summary>For those who have it now, or may take it.</summary>
    public Signal? Gained(IEnumerable<long> told) => Signal(AssignedTo is null ? "conversation_waiting" : "conversation_assigned", told.Except(Bereft()));

    /// <summary>For those who have it no more.</summary>
    public Signal? Lost() => Signal("conversation_transferred", Bereft());

    private Signal? Signal(string type, IEnumerable<long> told) =>
        told.Select(Audience.User).ToArray() is { Length: > 0 } audience ? new Signal(type, this, audience) : null;
}
