using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>
/// What the framework cannot see: types with converters of ours (it takes them for anything), the limits on the parameters of records, and the example
/// of a record, which is its static <c>Example</c>; the compiler keeps it true.
/// </summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var (type, nullable) = OptionalIn(context.JsonTypeInfo.Type) is { } held
            ? (Nullable.GetUnderlyingType(held) ?? held, !held.IsValueType || Nullable.GetUnderlyingType(held) is not null)
            : (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type, IsNullable(context));
        if (type != context.JsonTypeInfo.Type && OptionalIn(context.JsonTypeInfo.Type) is not null)
            DescribePlain(schema, type);
        DescribeType(schema, type, nullable);
        // The framework leaves out what plain texts are, because they are read by a converter of ours.
        if (type.IsAssignableTo(typeof(IReadOnlyDictionary<string, string>)))
            schema.AdditionalProperties ??= new OpenApiSchema { Type = JsonSchemaType.String };
        if (context.JsonPropertyInfo is { } property)
            DescribeLimits(schema, property);
        if (ExampleOf(type) is { } example)
            schema.Examples = [JsonNode.Parse(JsonSerializer.Serialize(example, type, Json.Options))!];
        return Task.CompletedTask;
    }

    private static object? ExampleOf(Type type) => type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    private static bool IsNullable(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo is { } property
        && (property.IsGetNullable || Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is not null)
        && ParameterOf(property)?.IsDefined(typeof(RequiredAttribute), inherit: true) != true;

    /// <summary>The parameter of a record behind a property, where the annotations are.</summary>
    private static ICustomAttributeProvider? ParameterOf(JsonPropertyInfo property) =>
        property.AssociatedParameter?.AttributeProvider
        ?? property
            .DeclaringType.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .FirstOrDefault(p => p.Name == (property.AttributeProvider as MemberInfo)?.Name);

    private static Type? OptionalIn(Type type) => type is { IsGenericType: true, Name: "Optional`1" } ? type.GenericTypeArguments[0] : null;

    /// <summary>What the framework would have said without the wrapping.</summary>
    private static void DescribePlain(OpenApiSchema schema, Type type)
    {
        (schema.Type, schema.Format) = type switch
        {
            _ when type == typeof(bool) => (JsonSchemaType.Boolean, null),
            _ when type == typeof(int) => (JsonSchemaType.Integer, "int32"),
            _ when type == typeof(long) => (JsonSchemaType.Integer, "int64"),
            _ when type == typeof(decimal) || type == typeof(double) => (JsonSchemaType.Number, "double"),
            _ when type == typeof(Guid) => (JsonSchemaType.String, "uuid"),
            _ when type.IsAssignableTo(typeof(IRequestBody)) => (JsonSchemaType.Object | JsonSchemaType.Null, null),
            _ => (schema.Type, schema.Format),
        };
    }

    private static void DescribeType(OpenApiSchema schema, Type type, bool nullable)
    {
        if (type == typeof(string))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(DateTimeOffset) || type == typeof(ClientTime))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (type.IsEnum)
            schema.Type = JsonSchemaType.String;
        // JSON as its author spelled it.
        else if (type.Name == "RawJson")
            schema.Type = JsonSchemaType.Object;
        else if (ChoiceIn(type) is { } choice)
            (schema.Type, schema.Properties, schema.Enum) = (JsonSchemaType.String, null, NamesOf(choice));
        else
            return;
        // An enum is a schema of its own, which never says null itself: the property that points to it does.
        if (type.IsEnum)
            schema.Enum = NamesOf(type);
        else if (nullable)
            schema.Type |= JsonSchemaType.Null;
        if (type == typeof(ClientTime))
            schema.Description = "Without an offset: in the organization's time zone.";
    }

    /// <summary>The enum behind a value of a query string that only takes its names.</summary>
    private static Type? ChoiceIn(Type type) => type is { IsGenericType: true, Name: "Choice`1" } ? type.GenericTypeArguments[0] : null;

    private static List<JsonNode> NamesOf(Type type) => [.. Enum.GetNames(type).Select(n => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(n))];

    private static void DescribeLimits(OpenApiSchema schema, JsonPropertyInfo property)
    {
        foreach (var rule in ParameterOf(property)?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? [])
        {
            switch (rule)
            {
                case StringLengthAttribute length:
                    (schema.MinLength, schema.MaxLength) = (length.MinimumLength > 0 ? length.MinimumLength : null, length.MaximumLength);
                    break;
                case RangeAttribute range:
                    (schema.Minimum, schema.Maximum) = (Text(range.Minimum), Text(range.Maximum));
                    break;
                case IFieldRule { Type: "flat_object" }:
                    schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
                    break;
                case EmailAddressAttribute:
                    schema.Format = "email";
                    break;
            }
        }
    }

    private static string? Text(object number) => Convert.ToString(number, CultureInfo.InvariantCulture);
}
