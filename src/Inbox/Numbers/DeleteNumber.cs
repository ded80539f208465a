using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

/// <summary>DELETE /api/v1/whatsapp/{id}: removes a number that nobody ever wrote to. One with conversations is refused: switch it off instead.</summary>
internal static class DeleteNumber
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, DbSession session, NumberDirectory directory, IAuditLog audit, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var number = await db.Numbers.SingleOrDefaultAsync(n => n.Id == id, ct);
        if (number is null)
            return Errors.Number.NotFound(id);
        if (await db.Conversations.CountAsync(c => c.NumberId == id, ct) is > 0 and var count)
            return Errors.Number.HasConversations(id, count);
        db.Remove(number);
        // A conversation may begin in this very moment: the foreign key decides.
        if (await db.SaveAsync(ct) is not null)
            return Errors.Number.HasConversations(id, 1);
        await audit.WriteAsync("whatsapp_number.removed", $"whatsapp_number:{id}", new { number.PhoneNumberId }, ct);
        session.AfterCommit(() => directory.Forget(number.PhoneNumberId));
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
