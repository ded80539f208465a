using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Contracts;

/// <summary>A person gave a conversation to somebody, took it, or let it go.</summary>
/// <param name="OrganizationId">Whose conversation.</param>
/// <param name="ConversationId">Which.</param>
/// <param name="UserId">Who has it now; null: nobody.</param>
/// <param name="PreviousUserId">Who had it before.</param>
/// <param name="By">Who did it.</param>
public sealed record ConversationAssigned(long OrganizationId, Guid ConversationId, long? UserId, long? PreviousUserId, long By) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}

/// <summary>A person closed a conversation, opened it again, or gave the word to the bot or took it away.</summary>
/// <param name="OrganizationId">Whose conversation.</param>
/// <param name="ConversationId">Which.</param>
/// <param name="Status">Now: <c>open</c>, <c>pending</c>, <c>closed</c>.</param>
/// <param name="BotActive">Whether the bot has the word.</param>
/// <param name="By">Who did it.</param>
public sealed record ConversationStatusChanged(long OrganizationId, Guid ConversationId, string Status, bool BotActive, long By) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}
