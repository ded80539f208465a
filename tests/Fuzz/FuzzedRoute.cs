using System.Text.Json.Nodes;
using Aldrava.Server.OpenApi;
using Aldrava.Tests.Architecture;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Fuzz;

/// <summary>A route with what is known of the requests it takes.</summary>
internal sealed record FuzzedRoute(Route Route, IReadOnlyList<string> QueryNames, bool TakesJson, bool TakesForm, bool TakesTable)
{
    private static readonly string[] Ending = ["sessions", "revoke", "logout", "deactivate", "erase", "erasure"];

    /// <summary>Works on a password, or ends what the others of the cast need: a few of those are enough.</summary>
    public bool IsRare => AsksForPassword || (Route.IsWrite && Ending.Any(e => Route.Path.Contains(e, StringComparison.Ordinal)));

    /// <summary>Nobody in the cast has one.</summary>
    public bool AsksForPassword => Route.RequestType?.GetProperties().Any(p => p.Name.EndsWith("Password", StringComparison.Ordinal)) == true;

    public static async Task<IReadOnlyList<FuzzedRoute>> AllAsync(IServiceProvider services)
    {
        var document = JsonNode.Parse(await services.GetRequiredService<ApiDocument>().TextAsync())!["paths"]!;
        return [.. Route.Of(services).Select(route => Of(route, document))];
    }

    private static FuzzedRoute Of(Route route, JsonNode paths)
    {
        var parameters = paths[route.Path]?[route.Method.ToLowerInvariant()]?["parameters"]?.AsArray() ?? [];
        var types = route.Metadata.OfType<IAcceptsMetadata>().SelectMany(m => m.ContentTypes).ToList();
        return new FuzzedRoute(
            route,
            [.. parameters.Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>())],
            types.Contains("application/json") && route.RequestType is not null,
            types.Contains("multipart/form-data") || route.Path.EndsWith("/upload", StringComparison.Ordinal),
            types.Contains("text/csv") || route.Path.Contains("/import", StringComparison.Ordinal)
        );
    }
}
