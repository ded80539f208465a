using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Aldrava.Platform.Http;

/// <summary>The policies behind <see cref="Access"/>, and how a refusal is told.</summary>
internal static class AccessRules
{
    public static void Configure(AuthorizationOptions options)
    {
        foreach (var access in Enum.GetValues<Access>())
            options.AddPolicy(access.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new Requirement(access)));
    }

    /// <summary>An endpoint that says nothing about who may call it is a bug and answers nobody.</summary>
    public static Task FailClosed(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint() is RouteEndpoint { Metadata: var metadata } endpoint
        && metadata.GetMetadata<IAuthorizeData>() is null
        && metadata.GetMetadata<IAllowAnonymous>() is null
            ? throw new InvalidOperationException($"{endpoint.DisplayName} neither requires a sign-in nor allows anonymous callers.")
            : next(http);

    internal sealed record Requirement(Access Access) : IAuthorizationRequirement;

    internal sealed class Handler : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (context.Resource is not HttpContext http || http.Features.Get<CurrentUser>() is not { } user)
                return Task.CompletedTask;
            if (Refusal(http, user, requirement.Access) is { } error)
            {
                http.Features.Set(new Refused(error));
                context.Fail();
            }
            else
            {
                context.Succeed(requirement);
            }
            return Task.CompletedTask;
        }

        private static Error? Refusal(HttpContext http, CurrentUser user, Access access)
        {
            // First: a viewer hears that they only read, whoever else the write is for.
            var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
            if (user.Role == Role.Viewer && !reads && http.GetEndpoint()?.Metadata.GetMetadata<AllowViewer>() is null)
                return Errors.Permission.ReadOnly();
            // A viewer reads what an administrator reads (contract, README).
            if (access == Access.Admin && !(reads ? user.SeesAll : user.ManagesAll))
                return Errors.Permission.Denied();
            return access == Access.Agent && user.AgentId is null ? Errors.Permission.AgentsOnly() : null;
        }
    }

    /// <summary>Why the request was refused.</summary>
    internal sealed record Refused(Error Error);

    internal sealed class ResultHandler : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
                return next(context);
            if (context.Features.Get<Refused>() is { } refused)
                return ErrorResponse.WriteAsync(context, refused.Error);
            return ErrorResponse.WriteAsync(context, context.Features.Get<SignInFailure>()?.Error ?? Errors.Token.Missing());
        }
    }
}

/// <summary>Why the token of this request was not accepted; set by the authentication handler.</summary>
/// <param name="Error">What to answer where a sign-in is needed.</param>
public sealed record SignInFailure(Error Error);
