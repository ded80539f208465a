using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Invitations;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.PasswordChanges;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Users;

/// <summary>Opens an account: with an organization of its own, whose administrator the caller is, or with an invitation in the organization that invited.</summary>
internal static class Register
{
    public sealed record Request(
        [Required, StringLength(120)] string Name,
        [Required, EmailAddress, StringLength(254)] string Email,
        [Required, NewPassword] string Password,
        [StringLength(120, MinimumLength = 2)] string? OrganizationName = null,
        [StringLength(512)] string? InviteToken = null
    ) : IRequestBody
    {
        public static Request Example => new("Marta Reis", "marta@casanova.pt", "uma frase comprida", "Casa Nova");

        public IEnumerable<(string Field, string Type)> Faults() =>
            Password is not null && Email is not null && PasswordRules.IsAddress(Password, Email) ? [("password", "password_is_email")] : [];
    }

    internal static async Task<IResult> Handle(Request request, Registrar registrar, HttpContext http, CancellationToken ct)
    {
        var outcome = await registrar.RegisterAsync(request, Origin.Of(http), ct);
        return outcome.Answer(signedIn => TypedResults.Created("/api/auth/me", PairWithUser.Of(signedIn)));
    }
}

internal sealed class Registrar(
    AccountsDbContext db,
    DbSession session,
    Tenant tenant,
    NewPassword passwords,
    LoginThrottle throttle,
    SessionTokens tokens,
    OrganizationFounder founder,
    JoinOrganization invitations,
    IOptions<AccountsOptions> options,
    TimeProvider clock
)
{
    private const string EmailTaken = "users_email_taken";

    public async Task<Outcome<SignedIn>> RegisterAsync(Register.Request request, Origin origin, CancellationToken ct)
    {
        if (options.Value.Registration == Registration.Closed)
            return Errors.Registration.Closed();
        if (options.Value.Registration == Registration.Invite && string.IsNullOrEmpty(request.InviteToken))
            return Errors.Registration.InviteOnly();

        var buckets = LoginThrottle.ForRegistration(origin.Address);
        if (await throttle.WaitAsync(buckets, ct) is { } wait)
            return Errors.Auth.TooManyAttempts(wait);
        await throttle.FailedAsync(buckets, CancellationToken.None);
        var email = User.NormaliseEmail(request.Email);
        var invitation = string.IsNullOrEmpty(request.InviteToken) ? null : await invitations.FindAsync(request.InviteToken, ct);
        if (invitation is null && !string.IsNullOrEmpty(request.InviteToken))
            return Errors.Registration.BadInvite();
        if (invitation is not null && invitation.Email != email)
            return Errors.Registration.OtherAddress();
        if (await db.Users.IgnoreQueryFilters().AnyAsync(u => u.Email == email, ct))
            return Taken();
        if (await passwords.HashAsync(request.Password, ct) is not { } hash)
            return Errors.Auth.Busy();
        return invitation is null ? await SaveAsync(request, hash, origin, ct) : await invitations.JoinAsync(invitation, request, hash, origin, ct);
    }

    private async Task<Outcome<SignedIn>> SaveAsync(Register.Request request, string hash, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await session.BeginAsync(ct);
        if (await founder.FoundAsync(request.OrganizationName ?? request.Name, now, ct) is not { } organization)
            return CommonErrors.Record.Exists();
        tenant.Enter(organization.Id);
        var user = User.Of(organization.Id, request.Email, request.Name, hash, Role.OrgAdmin, agentId: null, now);
        await db.AddAsync(user, ct);
        await db.AddAsync(AuditEntry.Of(organization.Id, user.Id, "user.registered", $"user:{user.Id}", origin, now), ct);
        db.Publish(new UserRegistered(organization.Id, user.Id, NewOrganization: true));
        var account = new Account(user, organization, AgentIsActive: false);
        var pair = await tokens.OpenAsync(account, SessionProfile.Default, deviceName: null, origin, ct);
        if (await db.SaveAsync(ct) is { } conflict)
            return conflict.Constraint == EmailTaken ? Taken() : CommonErrors.Record.Exists();
        await work.CommitAsync(ct);
        return new SignedIn(pair, account);
    }

    private static Error Taken() => CommonErrors.Record.Exists() with { Details = new { field = "email" } };
}
