using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>The account at Meta that a number belongs to, and the token that opens it.</summary>
internal sealed class TemplateAccounts(InboxDbContext db, NumberSecrets secrets)
{
    internal sealed record Account(string Id, GraphNumber Sender);

    internal async Task<(Account? Account, Platform.Http.Error? Missing)> OfAsync(Guid numberId, CancellationToken ct)
    {
        if (await db.Numbers.AsNoTracking().SingleOrDefaultAsync(n => n.Id == numberId, ct) is not { } number)
            return (null, Errors.Number.NotFound(numberId));
        if (number.BusinessAccountId is not { } account)
            return (null, Errors.Number.NoAccount(numberId));
        return secrets.GraphOf(number) is { } sender ? (new(account, sender), null) : (null, Errors.Number.NoAccessToken(numberId));
    }

    /// <summary>Any number of the account that has a token.</summary>
    internal async Task<Account?> OfAccountAsync(string account, CancellationToken ct) =>
        await db
            .Numbers.AsNoTracking()
            .Where(n => n.BusinessAccountId == account && n.AccessToken != null)
            .OrderByDescending(n => n.IsActive)
            .ThenBy(n => n.CreatedAt)
            .FirstOrDefaultAsync(ct)
            is { } number
            ? new(account, secrets.GraphOf(number)!)
            : null;
}
