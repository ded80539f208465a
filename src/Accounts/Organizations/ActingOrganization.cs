using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Organizations;

/// <summary>Routes about the caller's own account: at home, whatever organization the request names.</summary>
internal sealed record OwnAccount;

/// <summary>The request works in another organization than the caller's own.</summary>
internal sealed record Acting(long OrganizationId);

/// <summary>
/// <c>X-Organization-Id</c>: a super administrator names the organization to work in, request by request. It becomes the tenant when the caller is
/// found out, so every filter and every foreign key holds as for anybody else; their own agent profile stays at home.
/// </summary>
internal sealed class ActingOrganization(IOrganizations organizations)
{
    private const string Header = "X-Organization-Id";

    /// <summary>The caller as they are for this request, or why they may not be.</summary>
    public async ValueTask<(CurrentUser? User, Error? Error)> EnterAsync(HttpContext http, CurrentUser user)
    {
        var named = http.Request.Headers[Header].ToString();
        if (named.Length == 0 || http.GetEndpoint()?.Metadata.GetMetadata<OwnAccount>() is not null)
            return (user, null);
        if (!long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return (null, user.Role == Role.SuperAdmin ? Errors.Organization.NotFound(named) : Platform.Http.Errors.Permission.Denied());
        if (id == user.OrganizationId)
            return (user, null);
        if (user.Role != Role.SuperAdmin)
            return (null, Platform.Http.Errors.Permission.Denied());
        if (await organizations.FindAsync(id, http.RequestAborted) is not { } organization)
            return (null, Errors.Organization.NotFound(id));
        http.Features.Set(new Acting(id));
        return (user with { OrganizationId = id, AgentId = null, TimeZone = organization.TimeZone }, null);
    }

    /// <summary>Notes down in the organization's audit log what a super administrator from elsewhere is about to change there.</summary>
    public static async Task NoteWrites(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<Acting>() is { } acting && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            var audit = http.RequestServices.GetRequiredService<IAuditLog>();
            var what = new { http.Request.Method, Path = http.Request.Path.Value };
            await audit.WriteAsync("super_admin.write", $"organization:{acting.OrganizationId}", what, http.RequestAborted);
        }
        await next(http);
    }
}
