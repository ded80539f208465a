using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Contracts;

/// <summary>A customer wrote.</summary>
/// <param name="OrganizationId">Whose customer.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="MessageId">What.</param>
/// <param name="Type">Kind of message: <c>text</c>, <c>image</c>, <c>button_reply</c>, …</param>
/// <param name="Text">The best words for it, if there are any.</param>
/// <param name="ReplyId">The id of the button or row that was chosen.</param>
/// <param name="ReceivedAt">When we stored it.</param>
public sealed record MessageReceived(
    long OrganizationId,
    Guid ConversationId,
    Guid MessageId,
    string Type,
    string? Text,
    string? ReplyId,
    DateTimeOffset ReceivedAt
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}

/// <summary>The bot fell silent in a conversation, or who had it cannot go on; a person takes over. Rings on the devices of who is asked.</summary>
/// <param name="OrganizationId">Whose conversation.</param>
/// <param name="ConversationId">Which.</param>
/// <param name="Reason">Why, a stable code.</param>
/// <param name="AssignedTo">Who has it now; null while it waits.</param>
/// <param name="DepartmentId">Whose it is, if any department's.</param>
/// <param name="QueueId">Where it waits, or came through.</param>
/// <param name="ContactName">The customer's name as known.</param>
/// <param name="Told">Users who are told: who has it, or everybody who may take it.</param>
/// <param name="PreviousUserId">Who had it before.</param>
/// <param name="By">Who handed it over; null: no person.</param>
public sealed record ConversationHandedOver(
    long OrganizationId,
    Guid ConversationId,
    string Reason,
    long? AssignedTo = null,
    Guid? DepartmentId = null,
    Guid? QueueId = null,
    string? ContactName = null,
    IReadOnlyList<long>? Told = null,
    long? PreviousUserId = null,
    long? By = null
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        Told is not { Count: > 0 } told
            ? null
            : new ChangeOfHands(ConversationId, ContactName, Reason, AssignedTo, PreviousUserId, DepartmentId, QueueId, By).Gained(told);
}

/// <summary>What became of a message of ours changed.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="MessageId">Which.</param>
/// <param name="Status">Now: <c>sent</c>, <c>delivered</c>, <c>read</c>, <c>failed</c>, <c>unknown</c>.</param>
public sealed record MessageStatusChanged(long OrganizationId, Guid ConversationId, Guid MessageId, string Status) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}

/// <summary>A message changed, or came to be, in a way that asks nothing of a bot: its file arrived, a reaction, an edit, a deletion, a call, an answer from the phone.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="MessageId">Which.</param>
/// <param name="What"><c>media</c>, <c>reaction</c>, <c>edit</c>, <c>delete</c>, <c>call</c>, <c>echo</c>, <c>system</c>.</param>
public sealed record MessageChanged(long OrganizationId, Guid ConversationId, Guid MessageId, string What) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}
