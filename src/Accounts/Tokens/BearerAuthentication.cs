using System.Security.Claims;
using System.Text.Encodings.Web;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Tokens;

/// <summary>Turns <c>Authorization: Bearer</c> into the <see cref="CurrentUser"/> of the request and its tenant.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ITokenChecker tokens,
    ActingOrganization organizations,
    SessionUse use,
    Tenant tenant
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        return tokens.Check(header[Prefix.Length..].Trim()) switch
        {
            TokenCheck.SignedIn good => await AcceptAsync(good),
            TokenCheck.Refused refused => Refuse(refused.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<AuthenticateResult> AcceptAsync(TokenCheck.SignedIn good)
    {
        use.Note(good.User.SessionId);
        var (user, error) = await organizations.EnterAsync(Context, good.User);
        if (user is null)
            return Refuse(error!);
        Context.Features.Set(good);
        Context.Features.Set(user);
        tenant.Enter(user.OrganizationId);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user.Email)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private AuthenticateResult Refuse(Error error)
    {
        Context.Features.Set(new SignInFailure(error));
        return AuthenticateResult.Fail(error.Code);
    }

    /// <summary>Says in every log line of the request who called.</summary>
    internal static async Task LogCaller(HttpContext http, RequestDelegate next, ILogger logger)
    {
        if (http.Features.Get<CurrentUser>() is not { } user)
        {
            await next(http);
            return;
        }
        using var scope = logger.BeginScope(user.LogScope());
        await next(http);
    }
}
