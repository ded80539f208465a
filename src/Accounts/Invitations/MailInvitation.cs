using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Mail;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Invitations;

/// <summary>
/// Sends the mail of an invitation. The token is made here and stands nowhere else: not in the event, not in a log; a mail that could not be sent gets
/// another one the next time.
/// </summary>
internal sealed class MailInvitation(AccountsDbContext db, MailTexts texts, IMailSender mail, TimeProvider clock) : IEventHandler<InvitationWritten>
{
    public async Task HandleAsync(InvitationWritten domainEvent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.LockInvitationAsync(domainEvent.InvitationId, ct) is not { SentAt: null, IsOpen: true } invitation)
            return;
        var organization = await db.Organizations.SingleAsync(o => o.Id == domainEvent.OrganizationId, ct);
        // A super administrator may be at home in another organization.
        var by = await db.Users.IgnoreQueryFilters().Where(u => u.Id == invitation.InvitedBy).Select(u => u.FullName).SingleOrDefaultAsync(ct);
        var token = OneTimeToken.New();
        invitation.Send(token.Hash, now);
        await db.SaveChangesAsync(ct);
        await mail.SendAsync(
            texts.Invitation(
                invitation.Email,
                invitation.FullName,
                (by ?? organization.Name, organization.Name, invitation.ExpiresAt),
                token.Text,
                domainEvent.Language
            ),
            ct
        );
    }
}
