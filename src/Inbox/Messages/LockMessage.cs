using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>Loads a message for a change of its status. The sender and the receipts change it at once; the row lock puts them in line.</summary>
internal static class LockMessage
{
    internal static Task<Message?> ByIdAsync(InboxDbContext db, Guid id, CancellationToken ct) =>
        db.Messages.FromSql($"select * from inbox.messages where id = {id} for update").SingleOrDefaultAsync(ct);

    /// <summary>By Meta's id, or by the mark that we sent along.</summary>
    internal static Task<Message?> ByReceiptAsync(InboxDbContext db, string? wamid, Guid? mark, CancellationToken ct) =>
        db
            .Messages.FromSql(
                $"select * from inbox.messages where organization_id = {db.TenantId} and (wamid = {wamid} or id = {mark}) and direction = 'outbound' for update"
            )
            .SingleOrDefaultAsync(ct);
}
