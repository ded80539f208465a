using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>What the devices of who is concerned hear of a conversation.</summary>
/// <param name="What">The event's name on the wire.</param>
/// <param name="Heard">Audiences.</param>
internal sealed record ConversationNews(
    long OrganizationId,
    Guid ConversationId,
    string What,
    IReadOnlyList<string> Heard,
    Guid? MessageId = null,
    string? Type = null,
    string? Status = null,
    long? AssignedTo = null,
    Guid? DepartmentId = null,
    Guid? QueueId = null
) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => $"conversation:{ConversationId}";

    public override Signal? Signal =>
        new(
            What,
            new
            {
                ConversationId,
                MessageId,
                Type,
                Status,
                AssignedTo,
                DepartmentId,
                QueueId,
            },
            [.. Heard]
        );
}

/// <summary>Devices hear that a conversation has another owner.</summary>
/// <param name="Change">What.</param>
/// <param name="Told">Who has it now or may take it; null: it is for those who have it no more.</param>
internal sealed record OwnerNews(long OrganizationId, ChangeOfHands Change, IReadOnlyList<long>? Told) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => $"conversation:{Change.ConversationId}";

    public override Signal? Signal => Told is null ? Change.Lost() : Change.Gained(Told);
}

/// <summary>
/// Tells devices: whoever has the conversation; of nobody's the members of its department; without one everybody, since everybody may take it.
/// </summary>
internal sealed class TellDevices(InboxDbContext db, Assignment assignment)
    : IEventHandler<MessageReceived>,
        IEventHandler<MessageStatusChanged>,
        IEventHandler<ConversationAssigned>,
        IEventHandler<ConversationStatusChanged>
{
    public Task HandleAsync(MessageReceived domainEvent, CancellationToken ct) =>
        TellAsync(
            domainEvent.ConversationId,
            news => news with { What = "message_received", MessageId = domainEvent.MessageId, Type = domainEvent.Type },
            besides: null,
            ct
        );

    public Task HandleAsync(MessageStatusChanged domainEvent, CancellationToken ct) =>
        TellAsync(
            domainEvent.ConversationId,
            news => news with { What = "message_status_changed", MessageId = domainEvent.MessageId, Status = domainEvent.Status },
            besides: null,
            ct
        );

    public async Task HandleAsync(ConversationAssigned domainEvent, CancellationToken ct)
    {
        var (id, holder) = (domainEvent.ConversationId, domainEvent.UserId);
        var known = await (
            from conversation in db.Conversations
            join contact in db.Contacts on conversation.ContactId equals contact.Id
            where conversation.Id == id
            select new
            {
                conversation.DepartmentId,
                conversation.QueueId,
                Name = contact.Name ?? contact.ProfileName ?? contact.Username,
            }
        ).SingleOrDefaultAsync(ct);
        if (known is null)
            return;
        var reason = holder is null ? "unassigned" : "assigned";
        var change = new ChangeOfHands(id, known.Name, reason, holder, domainEvent.PreviousUserId, known.DepartmentId, known.QueueId, domainEvent.By);
        if (change.Bereft().Count > 0)
            db.Publish(new OwnerNews(domainEvent.OrganizationId, change, Told: null));
        db.Publish(new OwnerNews(domainEvent.OrganizationId, change, holder is { } one ? [one] : await assignment.WhoMayTakeAsync(known.DepartmentId, ct)));
        await db.SaveChangesAsync(ct);
    }

    public Task HandleAsync(ConversationStatusChanged domainEvent, CancellationToken ct) =>
        TellAsync(domainEvent.ConversationId, news => news with { What = "conversation_status_changed", Status = domainEvent.Status }, domainEvent.By, ct);

    private async Task TellAsync(Guid id, Func<ConversationNews, ConversationNews> say, long? besides, CancellationToken ct)
    {
        if (await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } conversation)
            return;
        // While the bot has the word nobody's phone has to ring for each of the customer's.
        if (conversation is { BotActive: true, AssignedTo: null } && besides is null)
            return;
        var heard = await AudienceAsync(conversation, ct);
        if (besides is { } other)
            heard.Add(Audience.User(other));
        db.Publish(
            say(
                new ConversationNews(
                    conversation.OrganizationId,
                    id,
                    What: "",
                    [.. heard.Distinct(StringComparer.Ordinal)],
                    AssignedTo: conversation.AssignedTo,
                    DepartmentId: conversation.DepartmentId,
                    QueueId: conversation.QueueId
                )
            )
        );
        await db.SaveChangesAsync(ct);
    }

    private async Task<List<string>> AudienceAsync(Conversation conversation, CancellationToken ct)
    {
        if (conversation.AssignedTo is { } holder)
            return [Audience.User(holder)];
        if (conversation.DepartmentId is { } department)
        {
            var members = await db.DepartmentMembers.Where(m => m.DepartmentId == department).Select(m => m.UserId).ToListAsync(ct);
            if (members.Count > 0)
                return [.. members.Select(Audience.User)];
        }
        return [Audience.Organization(conversation.OrganizationId)];
    }
}
