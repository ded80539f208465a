using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Contacts;

/// <summary>Two contacts that were made one, with all that is needed to take it back.</summary>
internal sealed class ContactMergeRecord : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }

    /// <summary>The one that stays.</summary>
    public required Guid ContactId { get; init; }
    public required Guid OtherId { get; init; }

    /// <summary>Null: WhatsApp said that they are one.</summary>
    public long? MergedBy { get; init; }
    public required DateTimeOffset MergedAt { get; init; }

    /// <summary>The rows as they were (JSON).</summary>
    public required string Before { get; init; }

    /// <summary>The rows as the merge left them (JSON): while they are so it can be undone.</summary>
    public required string After { get; init; }

    /// <summary>Messages that moved, by the conversation they came from (JSON).</summary>
    public required string Moved { get; init; }

    /// <summary>The last message of theirs there was.</summary>
    public required long LastSeq { get; init; }
    public DateTimeOffset? UndoneAt { get; set; }
    public long? UndoneBy { get; set; }
}
