using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aldrava.Tests.Fuzz;

/// <summary>What every answer must be, whatever was asked: no failure of ours, and errors in the one shape of the contract.</summary>
internal static partial class AnswerCheck
{
    private static readonly string[] Fields = ["error", "code", "message", "identifier", "details", "timestamp", "request_id"];
    private static readonly string[] Internals = ["Npgsql", "Exception", "System.", "Aldrava.", "   at ", "SQLSTATE", "constraint \""];

    private static readonly Dictionary<int, string[]> Names = new()
    {
        [400] = ["Bad Request", "Business Rule Violation"],
        [401] = ["Unauthorized"],
        [403] = ["Permission Denied"],
        [404] = ["Not Found"],
        [405] = ["Method Not Allowed"],
        [409] = ["Conflict", "Integrity Error", "Business Rule Violation"],
        [413] = ["Payload Too Large"],
        [415] = ["Unsupported Media Type"],
        [422] = ["Validation Error"],
        [426] = ["Upgrade Required"],
        [429] = ["Too Many Requests"],
    };

    /// <summary>What the web server itself answers to what is no HTTP: no body, and the connection closed.</summary>
    private static readonly int[] NoHttp = [400, 405, 408, 411, 413, 414, 417, 431, 501, 505];

    public static IEnumerable<string> Faults(FuzzRequest request, RawAnswer answer)
    {
        if (answer.Status == 0)
            return request.BreaksProtocol || request.IsLast ? [] : ["the connection was closed without an answer"];
        if (answer.Header("X-Request-Id") is null)
            return request.IsRefusedEarly && NoHttp.Contains(answer.Status) && answer.Body.Length == 0 ? [] : [$"{answer.Status} without a request id"];
        if (answer.Status >= 500)
            return [$"{answer.Status} {answer.Text}"];
        return answer.Status >= 400 && request.Method != "HEAD" ? ShapeFaults(answer).Select(f => $"{answer.Status}: {f}; {answer.Text}") : [];
    }

    /// <summary>What is wrong with an error of ours.</summary>
    public static IEnumerable<string> ShapeFaults(RawAnswer answer)
    {
        if (answer.Header("Content-Type") != "application/json; charset=utf-8")
            return [$"Content-Type {answer.Header("Content-Type")}"];
        JsonElement body;
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException)
        {
            return ["no JSON"];
        }
        if (body.ValueKind != JsonValueKind.Object || !body.EnumerateObject().Select(p => p.Name).SequenceEqual(Fields))
            return ["not the seven fields"];
        return FieldFaults(answer, body).Concat(HeaderFaults(answer)).Concat(Internals.Where(answer.Text.Contains).Select(i => $"tells of {i}"));
    }

    private static IEnumerable<string> FieldFaults(RawAnswer answer, JsonElement body)
    {
        if (!Names.TryGetValue(answer.Status, out var names) || !names.Contains(TextOf(body, "error")))
            yield return $"error '{body.GetProperty("error")}'";
        if (TextOf(body, "code") is not { } code || !Code().IsMatch(code))
            yield return "code";
        if (string.IsNullOrWhiteSpace(TextOf(body, "message")))
            yield return "message";
        if (TextOf(body, "timestamp") is not { } timestamp || !Timestamp().IsMatch(timestamp))
            yield return "timestamp";
        if (TextOf(body, "request_id") is not { Length: > 0 } id || id != answer.Header("X-Request-Id"))
            yield return "request_id";
        if (body.GetProperty("identifier").ValueKind is not (JsonValueKind.Null or JsonValueKind.Number or JsonValueKind.String))
            yield return "identifier";
        if (!AreDetails(body.GetProperty("details"), TextOf(body, "code")))
            yield return "details";
    }

    private static IEnumerable<string> HeaderFaults(RawAnswer answer)
    {
        if (answer.Status == 401 && answer.Header("WWW-Authenticate") != "Bearer")
            yield return "no WWW-Authenticate";
        if (answer.Status == 405 && string.IsNullOrEmpty(answer.Header("Allow")))
            yield return "no Allow";
        if (answer.Status == 429 && !int.TryParse(answer.Header("Retry-After"), out _))
            yield return "no Retry-After";
    }

    private static bool AreDetails(JsonElement details, string? code) =>
        code == "validation.failed"
            ? details.ValueKind == JsonValueKind.Array
                && details.GetArrayLength() > 0
                && details
                    .EnumerateArray()
                    .All(d => TextOf(d, "field") is { Length: > 0 } && TextOf(d, "message") is { Length: > 0 } && TextOf(d, "type") is { Length: > 0 })
            : details.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array;

    private static string? TextOf(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex(@"^[a-z_]+(\.[a-z0-9_]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Timestamp();
}
