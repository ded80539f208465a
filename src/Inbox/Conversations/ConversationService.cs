using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

internal sealed class ConversationService(InboxDbContext db, Outgoing outgoing, DbSession session, Assignment assignment, TimeProvider clock) : IConversations
{
    private const int PreviewLength = 300;

    public Task<ConversationInfo?> FindAsync(Guid conversationId, CancellationToken ct) =>
        (
            from conversation in db.Conversations
            join contact in db.Contacts on conversation.ContactId equals contact.Id
            where conversation.Id == conversationId
            select new ConversationInfo(
                conversation.Id,
                conversation.ChatbotId,
                conversation.BotActive && conversation.MergedIntoId == null,
                contact.Id,
                contact.Name ?? contact.ProfileName ?? contact.Username,
                contact.Phone,
                contact.Username
            )
        ).SingleOrDefaultAsync(ct);

    public async Task<IReadOnlyList<MessageInfo>> MessagesAsync(Guid conversationId, MessagePage page, CancellationToken ct)
    {
        var live = await LiveAsync(conversationId, ct);
        var messages = await db
            .Messages.Where(m => m.ConversationId == live)
            .Where(m => EF.Functions.LessThan(ValueTuple.Create(m.CreatedAt, m.Seq), ValueTuple.Create(page.BeforeAt, page.BeforeSeq)))
            .OrderByDescending(m => m.CreatedAt)
            .ThenByDescending(m => m.Seq)
            .Take(page.Limit)
            .Select(m => new
            {
                m.Id,
                m.Seq,
                m.Direction,
                m.Type,
                Text = m.Text!.Substring(0, PreviewLength),
                m.Status,
                m.SentBy,
                m.CreatedAt,
            })
            .ToListAsync(ct);
        return
        [
            .. messages.Select(m => new MessageInfo(
                m.Id,
                m.Seq,
                m.Direction == MessageDirection.Inbound,
                m.Type,
                m.Text,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Status.ToString()),
                m.SentBy,
                m.CreatedAt
            )),
        ];
    }

    public async Task SayAsync(Guid conversationId, OutgoingContent content, string key, CancellationToken ct)
    {
        if (await db.Messages.AnyAsync(m => m.DedupeKey == key, ct))
            return;
        await using var work = await session.BeginAsync(ct);
        conversationId = await HoldAsync(conversationId, ct);
        var conversation =
            await LockConversation.ByIdAsync(db, conversationId, ct) ?? throw new InvalidOperationException($"There is no conversation {conversationId}.");
        // A person took it while the bot was thinking: one voice at a time.
        if (conversation is { BotActive: false, AssignedTo: not null })
            return;
        if (await outgoing.ObstacleAsync(conversation, content, ct) is { } obstacle)
            await FailAsync(conversation, content, key, obstacle, ct);
        else
            await outgoing.AddAsync(conversation, content, sentBy: "bot", key, contextWamid: null, ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }

    // Meta would refuse it anyway, after a while: a person should know at once.
    private async Task FailAsync(Conversation conversation, OutgoingContent content, string key, string obstacle, CancellationToken ct)
    {
        var message = await outgoing.AddFailedAsync(conversation, content, key, obstacle, ct);
        db.Publish(new MessageStatusChanged(conversation.OrganizationId, conversation.Id, message.Id, "failed"));
        if (conversation.BotActive)
            await HandOverAsync(conversation.Id, obstacle, target: null, ct);
    }

    public async Task HandOverAsync(Guid conversationId, string reason, HandOverTarget? target, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var conversation =
            await LockConversation.ByIdAsync(db, await HoldAsync(conversationId, ct), ct)
            ?? throw new InvalidOperationException($"There is no conversation {conversationId}.");
        await assignment.HandOverAsync(conversation, new Handing(reason, target), ct);
        await work.CommitAsync(ct);
    }

    public async Task NoteAsync(Guid conversationId, string text, CancellationToken ct)
    {
        db.Add(Note.Of(db.TenantId, await LiveAsync(conversationId, ct), userId: null, text, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
    }

    public async Task NameContactAsync(Guid conversationId, string name, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var live = await HoldAsync(conversationId, ct);
        var contactId = await db.Conversations.Where(c => c.Id == live).Select(c => c.ContactId).SingleAsync(ct);
        var contact = await LockContact.ByIdAsync(db, contactId, ct);
        contact.Name = name;
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }

    public async Task SetFlowAsync(Guid conversationId, Guid? flowId, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var conversation =
            await LockConversation.ByIdAsync(db, await HoldAsync(conversationId, ct), ct)
            ?? throw new InvalidOperationException($"There is no conversation {conversationId}.");
        conversation.FlowId = flowId;
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }

    // Its contact first, as whoever takes in what the customer says does: a turn of a bot may change both.
    private async Task<Guid> HoldAsync(Guid conversationId, CancellationToken ct)
    {
        var live = await LiveAsync(conversationId, ct);
        await LockContact.OfConversationAsync(db, live, ct);
        return live;
    }

    // A conversation that was merged into another goes on there, under its old id too.
    private async Task<Guid> LiveAsync(Guid conversationId, CancellationToken ct)
    {
        while (await db.Conversations.Where(c => c.Id == conversationId).Select(c => c.MergedIntoId).SingleOrDefaultAsync(ct) is { } next)
            conversationId = next;
        return conversationId;
    }
}
