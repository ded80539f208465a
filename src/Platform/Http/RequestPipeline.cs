using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Aldrava.Platform.Http;

/// <summary>What happens to every request before and after its endpoint.</summary>
internal static partial class RequestPipeline
{
    private const string RequestIdHeader = "X-Request-Id";

    /// <summary>One id a request: in the answer, in errors and in every log line. A caller's own is taken over when it looks like one.</summary>
    public static async Task IdentifyAndLog(HttpContext http, RequestDelegate next, ILogger logger)
    {
        if (http.Request.Headers[RequestIdHeader].ToString() is { Length: > 0 } given && RequestId().IsMatch(given))
            http.TraceIdentifier = given;
        http.Response.Headers[RequestIdHeader] = http.TraceIdentifier;
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new("request_id", http.TraceIdentifier) });
        var started = Stopwatch.GetTimestamp();
        await next(http);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            Log.Answered(logger, http.Request.Method, route, http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    /// <summary>With or without a trailing slash both answer (contract, README), never by a redirect; NUL in a URL is nobody's route.</summary>
    public static Task CleanPath(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.Contains('\0', StringComparison.Ordinal) || http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
            return ErrorResponse.WriteAsync(http, Errors.Request.Malformed());
        if (path.Length > 1 && path[^1] == '/')
            http.Request.Path = path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
        return next(http);
    }

    [GeneratedRegex("^[A-Za-z0-9._:-]{8,64}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex RequestId();
}
