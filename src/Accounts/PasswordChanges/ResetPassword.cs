using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Mail;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>Sets a new password with the token of a mail; every device is signed out.</summary>
internal static class ResetPassword
{
    public sealed record Request([Required, StringLength(512)] string Token, [Required, NewPassword] string NewPassword) : IRequestBody
    {
        public static Request Example => new(new string('t', 43), "uma frase comprida");
    }

    internal static async Task<IResult> Handle(
        Request request,
        PasswordResetter resetter,
        NewPassword passwords,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await resetter.FindAsync(request.Token, ct) is not { } user)
            return Errors.Password.BadToken();
        if (PasswordRules.Refusal(http, "body.new_password", request.NewPassword, user.Email) is { } refusal)
            return refusal;
        if (await passwords.HashAsync(request.NewPassword, ct) is not { } hash)
            return Errors.Auth.Busy();
        return await resetter.ResetAsync(user, request.Token, hash, Origin.Of(http), ct) is { } ended
            ? TypedResults.Ok(new ChangePassword.Answer(Success: true, ended.Count, messages.PasswordChanged()))
            : Errors.Password.BadToken();
    }
}

internal sealed class PasswordResetter(
    AccountsDbContext db,
    DbSession session,
    Tenant tenant,
    SessionEnder sessions,
    LoginThrottle throttle,
    TimeProvider clock
)
{
    /// <summary>Whose password a token may set.</summary>
    public Task<User?> FindAsync(string token, CancellationToken ct)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        return (
            from reset in db.PasswordResets
            join user in db.Users on reset.UserId equals user.Id
            where reset.Hash == hash && reset.ExpiresAt > now && user.IsActive
            select user
        )
            .IgnoreQueryFilters()
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>Sets it and ends every session; null when somebody was faster with the token.</summary>
    public async Task<PasswordChanger.Ended?> ResetAsync(User user, string token, string passwordHash, Origin origin, CancellationToken ct)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        await using var work = await session.BeginAsync(ct);
        tenant.Enter(user.OrganizationId);
        // The user's row first: sign-ins and other resets wait for it.
        var active = await db
            .Users.Where(u => u.Id == user.Id && u.IsActive)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, passwordHash).SetProperty(u => u.Stamp, u => u.Stamp + 1), ct);
        var used = await db.PasswordResets.Where(r => r.Hash == hash && r.UserId == user.Id && r.ExpiresAt > now).ExecuteDeleteAsync(ct);
        if (active == 0 || used == 0)
            return null;
        await db.PasswordResets.Where(r => r.UserId == user.Id).ExecuteDeleteAsync(ct);
        var count = await sessions.EndAsync(new SessionsOf(user.Id), SessionEnd.PasswordChanged, user.Id, origin, ct);
        await db.AddAsync(AuditEntry.Of(user.OrganizationId, user.Id, "password.reset", $"user:{user.Id}", origin, now), ct);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        // Whoever guessed the former password has nothing to do with the new one.
        await throttle.SucceededAsync(LoginThrottle.ForSignIn(user.Email, origin.Address, knownHere: false), ct);
        await throttle.SucceededAsync(LoginThrottle.ForSignIn(user.Email, origin.Address, knownHere: true), ct);
        return new PasswordChanger.Ended(count);
    }
}
