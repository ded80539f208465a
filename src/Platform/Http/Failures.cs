using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Platform.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Aldrava.Platform.Http;

/// <summary>The last word on every request: whatever went wrong leaves in the one shape of errors.md, and nothing internal leaves with it.</summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && Translate(http, failure) is { } error)
        {
            ResetKeepingRequestId(http);
            await ErrorResponse.WriteAsync(http, error);
            return;
        }
        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null } && !http.WebSockets.IsWebSocketRequest)
            await ErrorResponse.WriteAsync(http, ByStatus(http));
    }

    private Error? Translate(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return Errors.Request.Aborted();
            case RuleBrokenException rule:
                return rule.Error;
            case BadHttpRequestException bad:
                return Unreadable(http, bad);
            case InvalidOperationException when SpeaksUnknownCharset(http.Request):
                return Errors.Request.NotJson();
            case DbUpdateException { InnerException: PostgresException conflict } when DatabaseFaults.IsConstraint(conflict):
                return DatabaseFaults.Integrity(conflict);
            case DbUpdateConcurrencyException:
                return Errors.Record.ChangedMeanwhile();
            default:
                // The scope in which the caller was named has been left by now.
                using (http.Features.Get<CurrentUser>() is { } caller ? logger.BeginScope(caller.LogScope()) : null)
                    return Unforeseen(failure);
        }
    }

    private Error Unforeseen(Exception failure)
    {
        if (DatabaseFaults.IsUnavailable(failure))
        {
            Log.DatabaseUnavailable(logger, failure);
            return Errors.Server.DatabaseUnavailable();
        }
        Log.Unexpected(logger, failure);
        return Errors.Server.Unexpected();
    }

    private static Error Unreadable(HttpContext http, BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
            return Errors.Request.TooLarge();
        if (bad.InnerException is JsonException json)
            return IsMalformed(json) ? Errors.Request.MalformedJson() : FieldErrors.One(http, FieldOf(json), TypeOf(http, json));
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType || bad.Message.Contains("content type", StringComparison.OrdinalIgnoreCase))
            return Errors.Request.NotJson();
        return UnboundParameter().Match(bad.Message) is { Success: true } m
            ? FieldErrors.One(http, $"query.{JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Groups["name"].Value)}", ParsingFault(m.Groups["type"].Value))
            : Errors.Request.MalformedJson();
    }

    // Reading JSON in an encoding that nobody knows is no bad request to the framework but a bug of the program.
    private static bool SpeaksUnknownCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;

    // The serializer tells a broken document from a wrong type only by the (internal) type of the inner exception.
    private static bool IsMalformed(JsonException json) =>
        json.InnerException?.GetType().Name == "JsonReaderException" || json.GetType().Name == "JsonReaderException" || json.Path is null;

    private static string FieldOf(JsonException json) => "body" + (json.Path is ['$', .. var path] ? path : "");

    private static string TypeOf(HttpContext http, JsonException json)
    {
        if (json.Message == "U+0000 in a text")
            return "string_nul";
        var body = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        if (body is not null && BodyFields.TypeAt(body, json.Path!) is { } type)
            return HoldsFields(type) ? "model_type" : JsonFault(type.ToString());
        return ConvertedTo().Match(json.Message) is { Success: true } m ? JsonFault(m.Groups["type"].Value) : "string_type";
    }

    private static bool HoldsFields(Type type) =>
        (type is { IsGenericType: true, Name: "Optional`1" } ? type.GenericTypeArguments[0] : type).IsAssignableTo(typeof(IRequestBody));

    private static string JsonFault(string type) =>
        type switch
        {
            _ when type.Contains("List`1", StringComparison.Ordinal) || type.Contains("[]", StringComparison.Ordinal) => "list_type",
            _ when type.Contains("DateTime", StringComparison.Ordinal)
                    || type.Contains("ClientTime", StringComparison.Ordinal)
                    || type.Contains("DateOnly", StringComparison.Ordinal) => "datetime_type",
            _ when type.Contains("System.Int", StringComparison.Ordinal) => "int_type",
            _ when type.Contains("Decimal", StringComparison.Ordinal) || type.Contains("Double", StringComparison.Ordinal) => "float_type",
            _ when type.Contains("Boolean", StringComparison.Ordinal) => "bool_type",
            _ when type.Contains("Guid", StringComparison.Ordinal) => "uuid_type",
            _ when type.Contains("System.String", StringComparison.Ordinal) => "string_type",
            _ when type.Contains("Request", StringComparison.Ordinal) => "model_type",
            _ => "enum",
        };

    private static string ParsingFault(string type) =>
        type.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?') switch
        {
            "int" or "long" => "int_parsing",
            "bool" => "bool_parsing",
            "Guid" => "uuid_parsing",
            "decimal" or "double" => "float_parsing",
            "DateOnly" or "DateTimeOffset" or "ClientTime" => "datetime_parsing",
            _ => "enum",
        };

    private static Error ByStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => Errors.Token.Invalid(),
            StatusCodes.Status403Forbidden => Errors.Permission.Denied(),
            StatusCodes.Status404NotFound => Errors.Request.UnknownRoute(),
            StatusCodes.Status405MethodNotAllowed => Errors.Request.MethodNotAllowed(),
            StatusCodes.Status413PayloadTooLarge => Errors.Request.TooLarge(),
            StatusCodes.Status415UnsupportedMediaType => Errors.Request.NotJson(),
            >= 500 => Errors.Server.Unexpected(),
            _ => Errors.Request.Malformed(),
        };

    private static void ResetKeepingRequestId(HttpContext http)
    {
        http.Features.Get<IHttpResponseFeature>()!.StatusCode = StatusCodes.Status200OK;
        http.Response.Headers.ContentType = default;
        http.Response.Headers.ContentLength = null;
        http.Response.Headers.Location = default;
    }

    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\w+)" from""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("could not be converted to (?<type>[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ConvertedTo();
}
