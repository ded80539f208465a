using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Users;

/// <summary>Opens an account and an organization, with the caller as its administrator.</summary>
internal static class Register
{
    public sealed record Request(
        [Required, StringLength(120)] string Name,
        [Required, EmailAddress, StringLength(254)] string Email,
        [Required, StringLength(1024, MinimumLength = 8)] string Password,
        [StringLength(120, MinimumLength = 2)] string? OrganizationName = null,
        [StringLength(512)] string? InviteToken = null
    ) : IRequestBody
    {
        public static Request Example => new("Marta Reis", "marta@casanova.pt", "uma frase comprida", "Casa Nova");
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
    Passwords passwords,
    HashingGate gate,
    LoginThrottle throttle,
    SessionTokens tokens,
    IOptions<AccountsOptions> options,
    TimeProvider clock
)
{
    private const string EmailTaken = "users_email_taken";
    private const string PrefixTaken = "organizations_prefix_taken";
    private const int PrefixAttempts = 5;

    public async Task<Outcome<SignedIn>> RegisterAsync(Register.Request request, Origin origin, CancellationToken ct)
    {
        if (options.Value.Registration == Registration.Closed)
            return Errors.Registration.Closed();
        if (!string.IsNullOrEmpty(request.InviteToken))
            return Errors.Registration.BadInvite();
        if (options.Value.Registration == Registration.Invite)
            return Errors.Registration.InviteOnly();

        var buckets = LoginThrottle.ForRegistration(origin.Address);
        if (await throttle.WaitAsync(buckets, ct) is { } wait)
            return Errors.Auth.TooManyAttempts(wait);
        await throttle.FailedAsync(buckets, CancellationToken.None);
        var email = User.NormaliseEmail(request.Email);
        if (await db.Users.IgnoreQueryFilters().AnyAsync(u => u.Email == email, ct))
            return Taken();
        if (await HashAsync(request.Password, ct) is not { } hash)
            return Errors.Auth.Busy();
        return await SaveAsync(request, hash, origin, ct);
    }

    private async Task<string?> HashAsync(string password, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        return turn is null ? null : passwords.Hash(password);
    }

    private async Task<Outcome<SignedIn>> SaveAsync(Register.Request request, string hash, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await session.BeginAsync(ct);
        if (await FoundAsync(request.OrganizationName ?? request.Name, now, ct) is not { } organization)
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

    /// <summary>The prefix comes from the name; when two agencies begin alike, or are made at once, with a number behind it.</summary>
    private async Task<Organization?> FoundAsync(string name, DateTimeOffset now, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= PrefixAttempts; attempt++)
        {
            var organization = Organization.Found(name.Trim(), ReferencePrefix.Of(name, attempt), now);
            await db.AddAsync(organization, ct);
            if (await db.SaveAsync(ct) is not { } conflict)
                return organization;
            if (conflict.Constraint != PrefixTaken)
                return null;
            db.Entry(organization).State = EntityState.Detached;
        }
        return null;
    }

    private static Error Taken() => CommonErrors.Record.Exists() with { Details = new { field = "email" } };
}
