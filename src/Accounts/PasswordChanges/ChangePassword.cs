using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>Changes the caller's password; their other devices are signed out, this one stays.</summary>
internal static class ChangePassword
{
    public sealed record Request([Required, StringLength(1024)] string CurrentPassword, [Required, NewPassword] string NewPassword) : IRequestBody
    {
        public static Request Example => new("senha123", "uma frase comprida");
    }

    public sealed record Answer(bool Success, int SessionsRevoked, string Message)
    {
        public static Answer Example => new(Success: true, 2, "Palavra-passe alterada com sucesso");
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser caller,
        PasswordChanger changer,
        Messages messages,
        AccountsDbContext db,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == caller.UserId, ct) is not { } user)
            return CommonErrors.Token.Invalid();
        if (PasswordRules.Refusal(http, "body.new_password", request.NewPassword, user.Email) is { } refusal)
            return refusal;
        if (await changer.CheckAsync(user, request.CurrentPassword, ct) is { } wrong)
            return wrong;
        var ended = await changer.ChangeAsync(user, request.NewPassword, keep: caller.SessionId, Origin.Of(http), ct);
        return ended.Error is { } error ? error : TypedResults.Ok(new Answer(Success: true, ended.Value!.Count, messages.PasswordChanged()));
    }
}

internal sealed class PasswordChanger(
    AccountsDbContext db,
    DbSession session,
    NewPassword passwords,
    LoginThrottle throttle,
    SessionEnder sessions,
    AuditLog audit
)
{
    /// <summary>Whoever holds a token of the user may guess their password no faster than anybody else.</summary>
    public async Task<Error?> CheckAsync(Users.User user, string password, CancellationToken ct)
    {
        var buckets = LoginThrottle.ForPasswordChange(user.Id);
        if (await throttle.WaitAsync(buckets, ct) is { } wait)
            return Errors.Auth.TooManyAttempts(wait);
        switch (await passwords.IsAsync(user, password, ct))
        {
            case null:
                return Errors.Auth.Busy();
            case false:
                await throttle.FailedAsync(buckets, CancellationToken.None);
                return Errors.Password.Wrong();
            default:
                await throttle.SucceededAsync(buckets, ct);
                return null;
        }
    }

    public async Task<Outcome<Ended>> ChangeAsync(Users.User user, string password, long keep, Origin origin, CancellationToken ct)
    {
        if (await passwords.HashAsync(password, ct) is not { } hash)
            return Errors.Auth.Busy();
        await using var work = await session.BeginAsync(ct);
        // The user's row first: a sign-in with the former password either is seen below, or finds another password.
        var same = await db
            .Users.Where(u => u.Id == user.Id && u.IsActive && u.PasswordHash == user.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.Stamp, u => u.Stamp + 1), ct);
        if (same == 0)
            return Errors.Password.Wrong();
        await db.PasswordResets.Where(r => r.UserId == user.Id).ExecuteDeleteAsync(ct);
        var count = await sessions.EndAsync(new SessionsOf(user.Id, Except: keep), SessionEnd.PasswordChanged, user.Id, origin, ct);
        await audit.WriteAsync("password.changed", $"user:{user.Id}", details: null, ct);
        await work.CommitAsync(ct);
        return new Ended(count);
    }

    internal sealed record Ended(int Count);
}
