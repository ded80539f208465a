using System.Collections.Concurrent;
using Aldrava.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Support;

/// <summary>The routes of a kind of server, compiled once for all tests. They hold nothing of a server: whatever they need comes with the request.</summary>
internal static class SharedRoutes
{
    private static readonly ConcurrentDictionary<string, Lazy<EndpointDataSource>> Kinds = new(StringComparer.Ordinal);

    /// <param name="environment">Development has routes of its own.</param>
    public static EndpointDataSource Of(string environment) =>
        Kinds.GetOrAdd(environment, kind => new Lazy<EndpointDataSource>(() => new DefaultEndpointDataSource(Compile(kind)))).Value;

    // Neither started nor disposed of: it only lends its routes.
    private static IReadOnlyList<Endpoint> Compile(string environment)
    {
        var setup = new HostSetup
        {
            Database = "Host=127.0.0.1",
            Settings = new Dictionary<string, string?> { ["ENVIRONMENT"] = environment },
        };
        return AldravaHost.Build(setup).Services.GetRequiredService<EndpointDataSource>().Endpoints;
    }
}
