using Aldrava.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>What holds for the whole document: title, sign-in, the shape of errors.</summary>
internal sealed class DescribeDocument : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Aldrava",
            Version = "1",
            Description =
                "CRM, WhatsApp inbox and realtime for real-estate agencies. Times are UTC; names are snake_case; every failure has the shape `Error`, "
                + "whose `code` never changes with the language. Writes take `Idempotency-Key`.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // The document is the same wherever it is made.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas["Error"] = await context.GetOrCreateSchemaAsync(typeof(ErrorBody), cancellationToken: cancellationToken);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
            },
        };
        PutInOrder(document);
        NameApart(document);
    }

    private static void PutInOrder(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(p => p.Key, StringComparer.Ordinal))
            paths.Add(path, item);
        document.Paths = paths;
        var schemas = document.Components!.Schemas!.OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
        document.Components.Schemas = schemas.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
    }

    /// <summary>The same feature under several paths (the old systems had a prefix each): the shortest path has its plain name.</summary>
    private static void NameApart(OpenApiDocument document)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, item) in document.Paths.OrderBy(p => p.Key.Length).ThenBy(p => p.Key, StringComparer.Ordinal))
        {
            foreach (var operation in item.Operations!.Values)
            {
                if (operation.OperationId is { } name && !taken.Add(name))
                    taken.Add(operation.OperationId = name + string.Concat(path.Split('/', '{', '}', '-', ':').Select(Capitalised)));
            }
        }
    }

    private static string Capitalised(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];
}
