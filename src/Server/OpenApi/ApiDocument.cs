using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>GET /openapi.json: the document, written once; the same text that is committed as <c>openapi.json</c> and that the verb <c>openapi</c> prints.</summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    private readonly Lazy<Task<string>> _text = new(() => WriteAsync(services));

    public Task<string> TextAsync() => _text.Value;

    internal static async Task<IResult> Handle(ApiDocument document) => TypedResults.Text(await document.TextAsync(), "application/json; charset=utf-8");

    private static async Task<string> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiDocumentation.DocumentName).GetOpenApiDocumentAsync();
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        return text.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
