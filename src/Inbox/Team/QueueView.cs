using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;

namespace Aldrava.Inbox.Team;

/// <summary>A queue.</summary>
public sealed record QueueView(
    Guid Id,
    Guid DepartmentId,
    string Name,
    string Strategy,
    bool IsDefault,
    int? MaxOpenPerPerson,
    int Waiting,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>For the documentation.</summary>
    public static QueueView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000021"),
            new Guid("0199a000-0000-7000-8000-000000000020"),
            "Novos contactos",
            "round_robin",
            IsDefault: true,
            MaxOpenPerPerson: 12,
            Waiting: 3,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch
        );

    internal static IQueryable<QueueView> Of(InboxDbContext db, IQueryable<Queue> queues) =>
        queues.Select(q => new QueueView(
            q.Id,
            q.DepartmentId,
            q.Name,
            q.Strategy == QueueStrategy.Manual ? "manual"
                : q.Strategy == QueueStrategy.RoundRobin ? "round_robin"
                : q.Strategy == QueueStrategy.LeastBusy ? "least_busy"
                : "listing_agent",
            q.IsDefault,
            q.MaxOpenPerPerson,
            db.Conversations.Count(c => c.QueueId == q.Id && c.Status == ConversationStatus.Pending && c.AssignedTo == null),
            q.CreatedAt,
            q.UpdatedAt
        ));
}
