using Microsoft.AspNetCore.Authorization;

namespace Aldrava.Platform.Http;

/// <summary>Lets in who may call an endpoint (<see cref="RequiredAccess"/>), and says why not to who may not.</summary>
internal static class AccessRules
{
    public static Task Enforce(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(http);
        var required = endpoint.Metadata.GetOrderedMetadata<RequiredAccess>();
        // An endpoint that says nothing about who may call it is a bug and answers nobody.
        if (required.Count == 0)
            throw new InvalidOperationException($"{endpoint.DisplayName} neither requires a sign-in nor allows anonymous callers.");
        if (http.Features.Get<CurrentUser>() is not { } user)
            return ErrorResponse.WriteAsync(http, http.Features.Get<SignInFailure>()?.Error ?? Errors.Token.Missing());
        foreach (var rule in required)
        {
            if (Refusal(http, endpoint, user, rule.Access) is { } error)
                return ErrorResponse.WriteAsync(http, error);
        }
        return next(http);
    }

    private static Error? Refusal(HttpContext http, RouteEndpoint endpoint, CurrentUser user, Access access)
    {
        // First: a viewer hears that they only read, whoever else the write is for.
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (user.Role == Role.Viewer && !reads && endpoint.Metadata.GetMetadata<AllowViewer>() is null)
            return Errors.Permission.ReadOnly();
        // A viewer reads what an administrator reads (contract, README).
        if (access == Access.Admin && !(reads ? user.SeesAll : user.ManagesAll))
            return Errors.Permission.Denied();
        return access == Access.Agent && user.AgentId is null ? Errors.Permission.AgentsOnly() : null;
    }
}

/// <summary>Why the token of this request was not accepted; set by the authentication handler.</summary>
/// <param name="Error">What to answer where a sign-in is needed.</param>
public sealed record SignInFailure(Error Error);
