using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Users;

/// <summary>Signs a person out on all their devices.</summary>
internal static class RevokeUserSessions
{
    internal static async Task<IResult> Handle(
        long id,
        CurrentUser caller,
        People people,
        DbSession session,
        SessionEnder sessions,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await people.LockAsync(id, ct) is not { } user)
            return Errors.User.NotFound(id);
        if (People.Refusal(caller, user) is { } refusal)
            return refusal;
        var count = await sessions.EndAsync(new SessionsOf(id), SessionEnd.Administrator, caller.UserId, Origin.Of(http), ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new RevokeOtherSessions.Answer(Success: true, count, messages.SessionsRevoked(count)));
    }
}

/// <summary>Sends a person the way to a new password; the present one goes on until they used it.</summary>
internal static class SendPasswordReset
{
    /// <summary>What was done.</summary>
    public sealed record Answer(bool Success, string Message)
    {
        /// <summary>For the documentation.</summary>
        public static Answer Example => new(Success: true, "Foi enviado um e-mail com as instruções.");
    }

    internal static async Task<IResult> Handle(
        long id,
        CurrentUser caller,
        People people,
        AccountsDbContext db,
        DbSession session,
        AuditLog audit,
        IMailSender mail,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await people.LockAsync(id, ct) is not { } user)
            return Errors.User.NotFound(id);
        if (People.Refusal(caller, user) is { } refusal)
            return refusal;
        if (!user.IsActive)
            return Errors.User.Inactive();
        if (!mail.IsConfigured)
            return Errors.Mail.NotConfigured();
        await audit.AddAsync("password.reset_sent", $"user:{id}", details: null, ct);
        db.Publish(new PasswordResetAsked(user.OrganizationId, id, Languages.Of(http).Name));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Accepted((string?)null, new Answer(Success: true, messages.PasswordResetSent()));
    }
}
