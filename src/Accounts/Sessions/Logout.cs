using Aldrava.Accounts.Data;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Sessions;

/// <summary>Ends the session a refresh token belongs to. Whatever the token is worth, the answer is the same, and so it may be sent again.</summary>
internal static class Logout
{
    public sealed record Answer(string Message)
    {
        public static Answer Example => new("Logout efetuado com sucesso");
    }

    internal static async Task<IResult> Handle(
        RefreshTokenRequest request,
        AccountsDbContext db,
        SessionEnder sessions,
        Tenant tenant,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        await EndAsync(request.RefreshToken, db, sessions, tenant, Origin.Of(http), ct);
        return TypedResults.Ok(new Answer(messages.LoggedOut()));
    }

    internal static async Task EndAsync(string refreshToken, AccountsDbContext db, SessionEnder sessions, Tenant tenant, Origin origin, CancellationToken ct)
    {
        var hash = SessionTokens.HashOf(refreshToken);
        var owner = await (
            from token in db.RefreshTokens
            join session in db.Sessions on token.SessionId equals session.Id
            where token.Hash == hash
            select new
            {
                session.Id,
                session.UserId,
                session.OrganizationId,
            }
        )
            .IgnoreQueryFilters()
            .SingleOrDefaultAsync(ct);
        if (owner is null)
            return;
        tenant.Enter(owner.OrganizationId);
        await sessions.EndAsync(new SessionsOf(owner.UserId, Only: owner.Id), SessionEnd.Logout, owner.UserId, origin, ct);
    }
}

/// <summary>Ends the session a refresh token belongs to.</summary>
internal static class RevokeToken
{
    internal static async Task<IResult> Handle(
        RefreshTokenRequest request,
        AccountsDbContext db,
        SessionEnder sessions,
        Tenant tenant,
        Messages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        await Logout.EndAsync(request.RefreshToken, db, sessions, tenant, Origin.Of(http), ct);
        return TypedResults.Ok(new RevokeSession.Answer(Success: true, messages.SessionRevoked()));
    }
}
