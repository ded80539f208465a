using System.Text.RegularExpressions;
using Aldrava.Platform.Http;
using Aldrava.Tests.Architecture;
using Aldrava.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(WholeApp))]

namespace Aldrava.Tests.Architecture;

/// <summary>One running server, as it is in production, for the tests that look at all of it; they change nothing of each other's.</summary>
public sealed class WholeApp : IAsyncDisposable
{
    private readonly Lazy<Task<AldravaApp>> _app = new(() => AldravaApp.StartAsync());

    public Task<AldravaApp> AppAsync() => _app.Value;

    /// <summary>Every route it answers, one entry a method.</summary>
    internal async Task<IReadOnlyList<Route>> RoutesAsync() => Route.Of((await AppAsync()).Services);

    public async ValueTask DisposeAsync()
    {
        if (_app.IsValueCreated)
            await (await _app.Value).DisposeAsync();
    }
}

/// <summary>A method of a path, and what its route table says of it.</summary>
internal sealed partial record Route(string Method, string Pattern, EndpointMetadataCollection Metadata)
{
    public string Name => $"{Method} {Pattern}";

    /// <summary>As the OpenAPI document writes it: without constraints.</summary>
    public string Path => Parameter().Replace(Pattern, "{${name}}");

    public IEnumerable<string> Parameters => Parameter().Matches(Pattern).Select(m => m.Groups["name"].Value);

    public bool IsAnonymous => Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Whether agents are turned away.</summary>
    public bool IsForAdmins => Metadata.OfType<RequiredAccess>().Any(a => a.Access == Access.Admin);

    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    public bool IsDocumented => Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true };

    public bool LetsViewersWrite => Metadata.GetMetadata<AllowViewer>() is not null;

    public Type? RequestType => Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    public override string ToString() => Name;

    public static IReadOnlyList<Route> Of(IServiceProvider services) =>
        [
            .. from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
            let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            orderby path, method
            select new Route(method, path, endpoint.Metadata),
        ];

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
