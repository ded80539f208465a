using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>POST /api/v1/conversations/{id}/read: the caller has seen all of it; the customer sees that it was read.</summary>
internal static class ReadConversation
{
    // What Meta gave no id of its own cannot be marked.
    private const string MetasIds = "wamid.";

    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, ConversationDesk desk, TimeProvider clock, CancellationToken ct)
    {
        await using var work = await desk.BeginAsync(ct);
        if (await desk.LockAsync(id, user, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into inbox.conversation_reads (organization_id, conversation_id, user_id, inbound_count, read_at)
            values ({conversation.OrganizationId}, {id}, {user.UserId}, {conversation.InboundCount}, {now})
            on conflict (organization_id, conversation_id, user_id) do update set inbound_count = excluded.inbound_count, read_at = excluded.read_at
            """,
            ct
        );
        if (conversation.UnreadCount > 0)
        {
            conversation.Read(now);
            if (await LastWamidAsync(db, id, ct) is { } wamid)
                db.Publish(new ConversationRead(conversation.OrganizationId, id, conversation.NumberId, wamid));
        }
        return await desk.AnswerAsync(work, id, user, StatusCodes.Status200OK, ct);
    }

    private static Task<string?> LastWamidAsync(InboxDbContext db, Guid id, CancellationToken ct) =>
        db
            .Messages.Where(m => m.ConversationId == id && m.Direction == MessageDirection.Inbound && m.Wamid!.StartsWith(MetasIds))
            .OrderByDescending(m => m.Seq)
            .Select(m => m.Wamid)
            .FirstOrDefaultAsync(ct);
}
