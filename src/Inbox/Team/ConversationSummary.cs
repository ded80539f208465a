using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;

namespace Aldrava.Inbox.Team;

/// <summary>A conversation in few words.</summary>
public sealed record ConversationSummary(
    Guid Id,
    SummaryContact Contact,
    string Status,
    long? AssignedTo,
    Guid? DepartmentId,
    Guid? QueueId,
    int UnreadCount,
    string? LastMessage,
    DateTimeOffset LastMessageAt,
    DateTimeOffset? WaitingSince
)
{
    /// <summary>For the documentation.</summary>
    public static ConversationSummary Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000010"),
            new SummaryContact(new Guid("0199a000-0000-7000-8000-000000000011"), "Maria Santos"),
            "open",
            34,
            new Guid("0199a000-0000-7000-8000-000000000020"),
            new Guid("0199a000-0000-7000-8000-000000000021"),
            UnreadCount: 2,
            "Pode ser no sábado?",
            DateTimeOffset.UnixEpoch,
            WaitingSince: null
        );

    internal static IQueryable<ConversationSummary> Of(InboxDbContext db, IQueryable<Conversation> conversations) =>
        from c in conversations
        join contact in db.Contacts on c.ContactId equals contact.Id
        select new ConversationSummary(
            c.Id,
            new SummaryContact(contact.Id, contact.Name ?? contact.ProfileName ?? contact.Username),
            c.Status == ConversationStatus.Open ? "open"
                : c.Status == ConversationStatus.Pending ? "pending"
                : "closed",
            c.AssignedTo,
            c.DepartmentId,
            c.QueueId,
            c.UnreadCount,
            c.LastMessage,
            c.LastMessageAt,
            c.WaitingSince
        );
}

/// <summary>Who it is with.</summary>
public sealed record SummaryContact(Guid Id, string? Name);
