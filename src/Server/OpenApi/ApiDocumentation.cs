using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>GET /openapi.json and the Swagger UI at /docs.</summary>
internal static class ApiDocumentation
{
    public const string DocumentName = "v1";

    public static void AddApiDocumentation(this IServiceCollection services) =>
        services.AddOpenApi(
            DocumentName,
            o =>
            {
                o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                o.CreateSchemaReferenceId = SchemaNames.Of;
                o.AddDocumentTransformer<DescribeDocument>();
                o.AddOperationTransformer<DescribeOperation>();
                o.AddSchemaTransformer<DescribeSchema>();
            }
        );

    /// <summary>The document as it is committed: <c>openapi.json</c>.</summary>
    public static async Task<string> PrintAsync(IServiceProvider services, CancellationToken ct)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync(ct);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
    }

    public static void UseApiDocumentation(this WebApplication app)
    {
        app.MapOpenApi("/openapi.json").AllowAnonymous().ExcludeFromDescription();
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Aldrava API";
            ui.SwaggerEndpoint("/openapi.json", "Aldrava");
            ui.EnablePersistAuthorization();
        });
    }
}
