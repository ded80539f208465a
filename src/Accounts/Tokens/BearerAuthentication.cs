using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Tokens;

/// <summary>
/// Turns <c>Authorization: Bearer</c> into the <see cref="CurrentUser"/> of the request and its tenant, and says in every log line who called. A middleware
/// of its own and not a handler of the framework's authentication: with one scheme and no cookies that would only make every request dearer.
/// </summary>
internal sealed class BearerAuthentication(RequestDelegate next, ITokenChecker tokens, ActingOrganization organizations, SessionUse use, ILoggerFactory loggers)
{
    private const string Prefix = "Bearer ";
    private readonly ILogger _logger = loggers.CreateLogger("Aldrava.Requests");

    public Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return next(http);
        return tokens.Check(header.AsSpan(Prefix.Length).Trim()) switch
        {
            TokenCheck.SignedIn good => AcceptAsync(http, good),
            TokenCheck.Refused refused => RefuseAsync(http, refused.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task AcceptAsync(HttpContext http, TokenCheck.SignedIn good)
    {
        use.Note(good.User.SessionId);
        var (user, error) = await organizations.EnterAsync(http, good.User);
        if (user is null)
        {
            await RefuseAsync(http, error!);
            return;
        }
        http.Features.Set(good);
        http.Features.Set(user);
        http.RequestServices.GetRequiredService<Tenant>().Enter(user.OrganizationId);
        using var scope = _logger.BeginScope(user.LogScope());
        await next(http);
    }

    // Whoever needs no sign-in is served all the same.
    private Task RefuseAsync(HttpContext http, Error error)
    {
        http.Features.Set(new SignInFailure(error));
        return next(http);
    }
}
