using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Mail;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>
/// Sends the way to a new password. The token is made here and stands nowhere else; a mail that could not be sent gets another one the next time.
/// </summary>
internal sealed class MailPasswordReset(AccountsDbContext db, MailTexts texts, IMailSender mail, TimeProvider clock) : IEventHandler<PasswordResetAsked>
{
    public async Task HandleAsync(PasswordResetAsked domainEvent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == domainEvent.UserId && u.IsActive, ct) is not { } user)
            return;
        if (await db.PasswordResets.CountAsync(r => r.UserId == user.Id && r.ExpiresAt > now, ct) >= PasswordReset.MostAtOnce)
            return;
        var token = OneTimeToken.New();
        await db.AddAsync(PasswordReset.Of(user.OrganizationId, user.Id, token.Hash, now), ct);
        await db.SaveChangesAsync(ct);
        await mail.SendAsync(texts.PasswordReset(user.Email, user.FullName, token.Text, domainEvent.Language), ct);
    }
}
