using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Sessions;

/// <summary>Ends one of the caller's sessions: a stolen phone is out at its next request.</summary>
internal static class RevokeSession
{
    public sealed record Answer(bool Success, string Message)
    {
        public static Answer Example => new(Success: true, "Sessão revogada com sucesso");
    }

    internal static async Task<IResult> Handle(
        long id,
        CurrentUser user,
        AccountsDbContext db,
        SessionEnder sessions,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!await db.Sessions.AnyAsync(s => s.Id == id && s.UserId == user.UserId, ct))
            return Errors.Session.NotFound(id);
        var why = id == user.SessionId ? SessionEnd.Logout : SessionEnd.Owner;
        await sessions.EndAsync(new SessionsOf(user.UserId, Only: id), why, user.UserId, Origin.Of(http), ct);
        return TypedResults.Ok(new Answer(Success: true, messages.SessionRevoked()));
    }
}

/// <summary>Ends all sessions of the caller but the one they call from.</summary>
internal static class RevokeOtherSessions
{
    public sealed record Answer(bool Success, int SessionsRevoked, string Message)
    {
        public static Answer Example => new(Success: true, 2, "2 sessões revogadas");
    }

    internal static async Task<IResult> Handle(CurrentUser user, SessionEnder sessions, Messages messages, HttpContext http, CancellationToken ct)
    {
        var which = new SessionsOf(user.UserId, Except: user.SessionId);
        var count = await sessions.EndAsync(which, SessionEnd.Owner, user.UserId, Origin.Of(http), ct);
        return TypedResults.Ok(new Answer(Success: true, count, messages.SessionsRevoked(count)));
    }
}

/// <summary>Ends every session of the caller, this one included.</summary>
internal static class RevokeAllSessions
{
    internal static async Task<IResult> Handle(CurrentUser user, SessionEnder sessions, Messages messages, HttpContext http, CancellationToken ct)
    {
        var count = await sessions.EndAsync(new SessionsOf(user.UserId), SessionEnd.Owner, user.UserId, Origin.Of(http), ct);
        return TypedResults.Ok(new RevokeOtherSessions.Answer(Success: true, count, messages.SessionsRevoked(count)));
    }
}
