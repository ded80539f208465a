using System.Globalization;
using System.Reflection;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aldrava.Server.OpenApi;

/// <summary>Summary, sign-in, idempotency key, paging and error codes of an endpoint, from its metadata and the comment of its feature.</summary>
internal sealed class DescribeOperation : IOpenApiOperationTransformer
{
    private static readonly (int Status, string Code)[] SignInFailures =
    [
        (401, "token.missing"),
        (401, "token.invalid"),
        (401, "token.expired"),
        (401, "session.revoked"),
    ];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } feature } handler)
        {
            operation.Summary ??= Comments.SummaryOf(feature);
            operation.OperationId ??= handler.Name == "Handle" ? feature.Name : feature.Name + handler.Name;
        }
        AddParameters(operation, metadata);
        DescribeRecordKeys(operation, context);
        AddErrors(operation, metadata, context);
        DescribeFiles(operation, metadata);
        if (!metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        return Task.CompletedTask;
    }

    private static void DescribeRecordKeys(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var keys = context.Description.ParameterDescriptions.Where(p => p.ParameterDescriptor?.ParameterType == typeof(RecordKey)).Select(p => p.Name).ToList();
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => keys.Contains(p.Name!)) ?? [])
        {
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.String };
            parameter.Description = "The id, or the client_id (a UUID) the device gave it.";
        }
    }

    private static void DescribeFiles(OpenApiOperation operation, IList<object> metadata)
    {
        if (!metadata.OfType<TakesFiles>().Any())
            return;
        var files = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
        };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["files"] = files },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["multipart/form-data"] = new() { Schema = form } },
        };
    }

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var (name, number) in metadata.OfType<QueryParameters>().SelectMany(q => q.Integers))
            operation.Parameters.Add(
                Parameter(name, ParameterLocation.Query, new OpenApiSchema { Type = JsonSchemaType.Integer, Default = number }, description: null)
            );
        foreach (var (name, description) in metadata.OfType<TextParameters>().SelectMany(q => q.Texts))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query, new OpenApiSchema { Type = JsonSchemaType.String }, description));
        if (metadata.OfType<TakesIfMatch>().Any())
            operation.Parameters.Add(
                Parameter(
                    "If-Match",
                    ParameterLocation.Header,
                    new OpenApiSchema { Type = JsonSchemaType.String },
                    "The version the caller knows; another one standing there is 409."
                )
            );
        if (metadata.OfType<TakesIdempotencyKey>().Any())
            operation.Parameters.Add(
                Parameter(
                    "Idempotency-Key",
                    ParameterLocation.Header,
                    new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                    "The same key and body within 72 h get the first answer again."
                )
            );
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation location, OpenApiSchema schema, string? description) =>
        new()
        {
            Name = name,
            In = location,
            Schema = schema,
            Description = description,
        };

    private static void AddErrors(OpenApiOperation operation, IList<object> metadata, OpenApiOperationTransformerContext context)
    {
        var failures = metadata.OfType<FailsWith>().SelectMany(f => f.Codes);
        if (!metadata.OfType<IAllowAnonymous>().Any())
            failures = failures.Concat(SignInFailures);
        if (operation.RequestBody is not null)
            failures = failures.Concat([(400, "request.malformed_json"), (422, "validation.failed")]);
        if (metadata.OfType<TakesIdempotencyKey>().Any())
            failures = failures.Concat([(409, "idempotency.in_flight"), (422, "idempotency.mismatch")]);
        operation.Responses ??= [];
        foreach (var status in failures.Distinct().GroupBy(f => f.Status).OrderBy(g => g.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(f => $"`{f.Code}`")),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = new OpenApiSchemaReference("Error", context.Document) },
                },
            };
        }
    }
}
