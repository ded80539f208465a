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
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
    }
}
