using System.Globalization;
using System.Text.Json;

namespace Aldrava.Platform.Http;

/// <summary>The one shape of every failure (errors.md).</summary>
/// <param name="Error">Fixed name of the class of errors.</param>
/// <param name="Code">Stable dotted code.</param>
/// <param name="Message">A sentence for a person in their language.</param>
/// <param name="Identifier">The record that is meant, or null.</param>
/// <param name="Details">What is in the way, or null.</param>
/// <param name="Timestamp">When, UTC.</param>
/// <param name="RequestId">The id under which the logs tell of this request.</param>
public sealed record ErrorBody(string Error, string Code, string Message, object? Identifier, object? Details, DateTimeOffset Timestamp, string RequestId)
{
    /// <summary>For the documentation.</summary>
    public static ErrorBody Example =>
        new(
            "Not Found",
            "property.not_found",
            "Propriedade não encontrada.",
            999_999,
            Details: null,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            "0HN7GLP5Q2J1K:00000001"
        );
}

/// <summary>Writes an <see cref="Error"/> as the answer of a request.</summary>
public static class ErrorResponse
{
    /// <summary>The body that <see cref="WriteAsync"/> sends; also used by sockets, whose errors have the same shape.</summary>
    public static ErrorBody Describe(HttpContext http, Error error)
    {
        var messages = http.RequestServices.GetRequiredService<ErrorMessages>();
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var message = messages.Get(error.Code, Languages.Of(http), error.Arguments);
        return new ErrorBody(error.Title, error.Code, message, error.Identifier, error.Details, clock.GetUtcNow(), http.TraceIdentifier);
    }

    /// <summary>Sends <paramref name="error"/>; does nothing when the answer has already begun.</summary>
    public static Task WriteAsync(HttpContext http, Error error)
    {
        if (http.Response.HasStarted)
            return Task.CompletedTask;

        http.Response.StatusCode = error.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (error.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonSerializer.SerializeAsync(http.Response.Body, Describe(http, error), Json.Options, http.RequestAborted);
    }
}
