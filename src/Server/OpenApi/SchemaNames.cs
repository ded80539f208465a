using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>Features name their records Request and View; in the document they carry the feature's name too.</summary>
internal static class SchemaNames
{
    public static string? Of(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is not null && type.Type.DeclaringType is { } feature ? feature.Name + type.Type.Name : name;
    }
}
