using System.Reflection;
using System.Text.Json.Nodes;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>The example of a record is its static <c>Example</c>; the compiler keeps it true.</summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (context.JsonPropertyInfo is null && type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is { } example)
            schema.Examples = [JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(example, type, Json.Options))!];
        if (type == typeof(ClientTime) || Nullable.GetUnderlyingType(type) == typeof(ClientTime))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
            schema.Description = "Without an offset: in the organization's time zone.";
        }
        return Task.CompletedTask;
    }
}
