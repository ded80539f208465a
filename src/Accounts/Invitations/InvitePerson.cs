using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Invitations;

/// <summary>Invites somebody by mail to join the organization, with a role and perhaps an agent profile.</summary>
internal static class InvitePerson
{
    /// <summary>Whom to invite.</summary>
    public sealed record Request(
        [Required, Mailbox, StringLength(254)] string Email,
        [Required] Role? Role,
        [StringLength(120), NotBlank] string? FullName = null,
        InvitedAgent? AgentProfile = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("marta@casanova.pt", Platform.Http.Role.Agent, "Marta Reis", new InvitedAgent("Marta Reis", "+351912345678"));
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser caller,
        InvitationDesk desk,
        AccountsDbContext db,
        DbSession session,
        AuditLog audit,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await desk.RefusalAsync(caller, request.Role!.Value, ct) is { } refusal)
            return refusal;
        await using var work = await session.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var email = User.NormaliseEmail(request.Email);
        if (await db.Users.AnyAsync(u => u.Email == email, ct))
            return Errors.Invitation.AlreadyMember();
        if (await db.Invitations.SingleOrDefaultAsync(i => i.Email == email && i.AcceptedAt == null && i.RevokedAt == null, ct) is { } former)
        {
            if (former.ExpiresAt > now)
                return Errors.Invitation.Open(former.Id);
            former.Revoke(now);
            await db.SaveChangesAsync(ct);
        }
        var invitation = Invitation.Of(caller.OrganizationId, request, caller.UserId, now);
        await db.AddAsync(invitation, ct);
        await audit.AddAsync(
            "invitation.created",
            $"invitation:{invitation.Id}",
            new
            {
                invitation.Email,
                invitation.Role,
                invitation.WithAgent,
            },
            ct
        );
        db.Publish(new InvitationWritten(caller.OrganizationId, invitation.Id, Languages.Of(http).Name));
        if (await db.SaveAsync(ct) is not null)
            return Errors.Invitation.Open(former: null);
        await work.CommitAsync(ct);
        return TypedResults.Created("/api/invitations", InvitationView.Of(invitation, now));
    }
}

/// <summary>What has to be right before a mail with an invitation goes out.</summary>
internal sealed class InvitationDesk(IMailSender mail, LoginThrottle throttle, IOptions<AccountsOptions> options)
{
    public async Task<Error?> RefusalAsync(CurrentUser caller, Role role, CancellationToken ct)
    {
        if (role == Role.SuperAdmin && caller.Role != Role.SuperAdmin)
            return Errors.User.SuperAdminsOnly();
        if (options.Value.Registration == Registration.Closed)
            return Errors.Registration.Closed();
        if (!mail.IsConfigured)
            return Errors.Mail.NotConfigured();
        // Whoever can open an organization can make this server write to anybody.
        var buckets = LoginThrottle.ForInvitations(caller.OrganizationId);
        if (await throttle.WaitAsync(buckets, ct) is { } wait)
            return Errors.Auth.TooManyAttempts(wait);
        await throttle.FailedAsync(buckets, CancellationToken.None);
        return null;
    }
}
