using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aldrava.Tests.Architecture;

/// <summary>An OpenAPI document as a test reads it.</summary>
internal sealed record Documents(JsonNode Root)
{
    public IEnumerable<(string Name, JsonNode Operation)> Operations() =>
        from path in Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!);

    /// <summary>The schemas of what an operation takes and answers.</summary>
    public static IEnumerable<JsonNode> Bodies(JsonNode operation) =>
        from holder in operation["responses"]!.AsObject().Select(r => r.Value).Append(operation["requestBody"])
        from content in holder?["content"]?.AsObject().ToList() ?? []
        select content.Value!["schema"]!;
}

/// <summary>As much of JSON Schema as the document uses.</summary>
internal sealed class SchemaCheck(JsonNode document)
{
    private const string Prefix = "#/components/schemas/";
    private static readonly string[] MayHoldAnything = ["JsonElement", "Error.identifier", "Error.details", "PreviewTemplateRequest.components"];

    private JsonObject Schemas => document["components"]!["schemas"]!.AsObject();

    /// <summary>The name of the record behind a schema or the items of its list; null for plain values.</summary>
    public string? Named(JsonNode schema) => NameOf(Target(schema));

    /// <summary>The record behind a schema or the items of its list.</summary>
    public JsonNode Resolve(JsonNode schema) => Follow(Target(schema));

    public IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string at) => Check(value, Target(schema), at);

    /// <summary>References to schemas that are not there.</summary>
    public IEnumerable<string> Dangling() => References(document).Where(name => !Schemas.ContainsKey(name)).Distinct();

    /// <summary>Fields of which nothing is said.</summary>
    public IEnumerable<string> Vague() =>
        from schema in Schemas
        from field in schema.Value!["properties"]?.AsObject().ToList() ?? []
        let says = field.Value!.AsObject()
        where !says.ContainsKey("type") && !says.ContainsKey("$ref") && !says.ContainsKey("oneOf") && !says.ContainsKey("enum")
        let name = $"{schema.Key}.{field.Key}"
        where !MayHoldAnything.Contains(name)
        select name;

    private static JsonNode Target(JsonNode schema) => schema["items"] ?? schema;

    private static string? NameOf(JsonNode schema) => schema["$ref"]?.GetValue<string>()[Prefix.Length..];

    private JsonNode Follow(JsonNode schema) => NameOf(schema) is { } name ? Schemas[name]! : schema;

    private IEnumerable<string> Check(JsonNode? value, JsonNode schema, string at)
    {
        schema = Follow(schema);
        if (schema["oneOf"] is JsonArray choices)
            return choices.Any(c => !Check(value, c!, at).Any()) ? [] : [$"{at}: {value?.ToJsonString() ?? "null"} is none of its kinds"];
        if (schema["type"] is not { } type)
            return [];
        var kinds = type is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToList() : [type.GetValue<string>()];
        if (!kinds.Contains(KindOf(value)) && !(KindOf(value) == "integer" && kinds.Contains("number")))
            return [$"{at}: {KindOf(value)} instead of {string.Join(" or ", kinds)}"];
        if (value is not null && schema["enum"] is JsonArray names && !names.Any(n => JsonNode.DeepEquals(n, value)))
            return [$"{at}: {value.ToJsonString()} is no name of it"];
        return value switch
        {
            JsonObject record => CheckFields(record, schema, at),
            JsonArray list when schema["items"] is { } items => list.SelectMany((item, i) => Check(item, items, $"{at}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> CheckFields(JsonObject record, JsonNode schema, string at)
    {
        foreach (var name in schema["required"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [])
        {
            if (!record.ContainsKey(name))
                yield return $"{at}.{name} is missing";
        }
        // Whoever sends it says what is in it.
        if (schema["properties"] is null && schema["additionalProperties"] is null)
            yield break;
        foreach (var (name, value) in record)
        {
            // A map has fields of any name, all of one kind.
            if ((schema["properties"]?[name] ?? schema["additionalProperties"]) is not { } field)
                yield return $"{at}.{name} is not in the schema";
            else
                foreach (var fault in Check(value, field, $"{at}.{name}"))
                    yield return fault;
        }
    }

    private static string KindOf(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
            JsonValueKind.Array => "array",
            _ => "object",
        };

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject record => record.SelectMany(f =>
                f is { Key: "$ref", Value: JsonValue reference } ? [reference.GetValue<string>()[Prefix.Length..]] : References(f.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };
}
