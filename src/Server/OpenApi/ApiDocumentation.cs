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
        app.Use(next => http => OpenPage(http, next));
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Aldrava API";
            ui.SwaggerEndpoint("/openapi.json", "Aldrava");
            ui.EnablePersistAuthorization();
        });
    }

    // By its whole address: Swagger UI's own redirect is relative and leads astray from /docs/.
    private static Task OpenPage(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path != "/docs")
            return next(http);
        http.Response.Redirect($"{http.Request.PathBase}/docs/index.html");
        return Task.CompletedTask;
    }
}
