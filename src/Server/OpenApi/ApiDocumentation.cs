using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>GET /openapi.json and the Swagger UI at /docs.</summary>
internal static class ApiDocumentation
{
    public const string DocumentName = "v1";

    public static void AddApiDocumentation(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
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
    }

    public static void UseApiDocumentation(this WebApplication app)
    {
        app.MapGet("/openapi.json", ApiDocument.Handle).AllowAnonymous().ExcludeFromDescription();
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Aldrava API";
            ui.SwaggerEndpoint("/openapi.json", "Aldrava");
            ui.EnablePersistAuthorization();
        });
    }
}
