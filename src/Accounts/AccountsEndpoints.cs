using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts;

/// <summary>The routes of auth.md. The five old systems had a prefix each; behind them is one implementation.</summary>
internal static class AccountsEndpoints
{
    private const string Secrets = "Answers hold tokens, which must not be kept to be replayed";
    private const string Harmless = "Ending a session again changes nothing";

    internal static void Map(IEndpointRouteBuilder app)
    {
        MapAnonymous(app.MapGroup("").WithTags("Auth").AllowAnonymous().Validated());
        MapOwn(app.MapGroup("").WithTags("Auth").WithMetadata(new OwnAccount()).RequireMember().AllowViewer());
    }

    private static void MapAnonymous(RouteGroupBuilder open)
    {
        Error[] signInErrors = [Errors.Auth.BadCredentials(), Errors.Auth.Inactive(), Errors.Auth.TooManyAttempts(default), Errors.Auth.Busy()];
        open.MapPost("/auth/mobile/login", MobileLogin.Handle).NotIdempotent(Secrets).Returns<TokenPair>(201).Fails([.. signInErrors, Errors.Auth.NoAgent()]);
        foreach (var path in new[] { "/api/auth/login", "/api/v1/auth/login" })
            open.MapPost(path, Login.Handle).NotIdempotent(Secrets).Returns<PairWithUser>().Fails(signInErrors);

        open.MapPost("/api/auth/register", Register.Handle)
            .NotIdempotent(Secrets)
            .Returns<PairWithUser>(201)
            .Fails(
                CommonErrors.Record.Exists(),
                Errors.Registration.Closed(),
                Errors.Registration.InviteOnly(),
                Errors.Registration.BadInvite(),
                Errors.Registration.OtherAddress(),
                Errors.Auth.TooManyAttempts(default),
                Errors.Auth.Busy()
            );

        foreach (var path in new[] { "/auth/refresh", "/api/auth/refresh", "/api/v1/auth/refresh" })
        {
            open.MapPost(path, Refresh.Handle)
                .NotIdempotent(Secrets)
                .Returns<TokenPair>()
                .Fails(CommonErrors.Token.Invalid(), CommonErrors.Token.Expired(), CommonErrors.Session.Revoked());
        }

        foreach (var path in new[] { "/auth/logout", "/api/v1/auth/logout" })
            open.MapPost(path, Logout.Handle).NotIdempotent(Harmless).Returns<Logout.Answer>();
        open.MapPost("/api/auth/revoke", RevokeToken.Handle).NotIdempotent(Harmless).Returns<RevokeSession.Answer>();
    }

    private static void MapOwn(RouteGroupBuilder own)
    {
        own.MapGet("/mobile/auth/me", ShowMeOnMobile.Handle).Returns<ShowMeOnMobile.Answer>();
        own.MapGet("/api/auth/me", ShowMe.Handle).Returns<UserView>();
        own.MapGet("/api/auth/verify", VerifyToken.Handle).Returns<VerifyToken.Answer>();
        foreach (var path in new[] { "/mobile/auth/sessions", "/auth/sessions" })
        {
            own.MapGet(path, ListSessions.Handle).Returns<ListSessions.Answer>();
            own.MapDelete($"{path}/{{id:long}}", RevokeSession.Handle)
                .NotIdempotent(Harmless)
                .Returns<RevokeSession.Answer>()
                .Fails(Errors.Session.NotFound(default));
            own.MapPost($"{path}/revoke-all", RevokeOtherSessions.Handle).NotIdempotent(Harmless).Returns<RevokeOtherSessions.Answer>();
        }
        own.MapPost("/api/auth/revoke-all", RevokeAllSessions.Handle).NotIdempotent(Harmless).Returns<RevokeOtherSessions.Answer>();
    }
}
