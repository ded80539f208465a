using System.Security.Claims;
using System.Text.Encodings.Web;
using Aldrava.Accounts.Contracts;
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
    Tenant tenant
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());
        switch (tokens.Check(header[Prefix.Length..].Trim()))
        {
            case TokenCheck.SignedIn good:
                Context.Features.Set(good);
                Context.Features.Set(good.User);
                tenant.Enter(good.User.OrganizationId);
                var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, good.User.Email)], Scheme.Name);
                return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
            case TokenCheck.Refused refused:
                Context.Features.Set(new SignInFailure(refused.Error));
                return Task.FromResult(AuthenticateResult.Fail(refused.Error.Code));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
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
