using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>Sends the way to a new password to an address, if somebody has it; the answer is the same either way.</summary>
internal static class ForgotPassword
{
    /// <summary>Longer than it takes to look somebody up and note down what to do.</summary>
    private static readonly TimeSpan EveryAnswerTakes = TimeSpan.FromMilliseconds(250);

    public sealed record Request([Required, EmailAddress, StringLength(254)] string Email) : IRequestBody
    {
        public static Request Example => new("joao.teste@imoveismais.pt");
    }

    public sealed record Answer(string Message)
    {
        public static Answer Example => new("Se existir uma conta com este endereço, enviámos um e-mail com as instruções.");
    }

    internal static async Task<IResult> Handle(
        Request request,
        PasswordResetDesk desk,
        LoginThrottle throttle,
        IMailSender mail,
        Messages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!mail.IsConfigured)
            return Errors.Mail.NotConfigured();
        var started = clock.GetTimestamp();
        var origin = Origin.Of(http);
        var (account, address) = LoginThrottle.ForForgottenPassword(User.NormaliseEmail(request.Email), origin.Address);
        if (await throttle.WaitAsync(address, ct) is { } wait)
            return Errors.Auth.TooManyAttempts(wait);
        // The account is not refused, and only what is sent counts against it: a stranger who asks all the time must not keep its owner out.
        var sends = await throttle.WaitAsync(account, ct) is null;
        await throttle.FailedAsync(sends ? [.. account, .. address] : address, CancellationToken.None);
        if (sends)
            await desk.AskAsync(User.NormaliseEmail(request.Email), origin, Languages.Of(http).Name, ct);
        var left = EveryAnswerTakes - clock.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, ct);
        return TypedResults.Accepted((string?)null, new Answer(messages.PasswordResetAsked()));
    }
}

internal sealed class PasswordResetDesk(AccountsDbContext db, DbSession session, Tenant tenant, TimeProvider clock)
{
    /// <summary>Notes down that somebody asked, when there is an account of that address that is in use.</summary>
    public async Task AskAsync(string email, Origin origin, string language, CancellationToken ct)
    {
        var user = await db.Users.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(u => u.Email == email && u.IsActive, ct);
        if (user is null)
            return;
        await using var work = await session.BeginAsync(ct);
        tenant.Enter(user.OrganizationId);
        await db.AddAsync(AuditEntry.Of(user.OrganizationId, userId: null, "password.reset_asked", $"user:{user.Id}", origin, clock.GetUtcNow()), ct);
        db.Publish(new PasswordResetAsked(user.OrganizationId, user.Id, language));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }
}
