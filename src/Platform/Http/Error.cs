using System.Globalization;

namespace Aldrava.Platform.Http;

/// <summary>
/// An expected failure: one entry of an error catalogue with the facts of this occurrence. It is a result, not an exception; handlers return it.
/// </summary>
/// <param name="Status">HTTP status, 400 or above.</param>
/// <param name="Title">The fixed name of the class of errors (<c>Not Found</c>, <c>Business Rule Violation</c>, …): errors.md of the contract.</param>
/// <param name="Code">Stable dotted code; also the key of the message in the resource files.</param>
/// <param name="Identifier">The record that is meant, where there is one.</param>
/// <param name="Details">What is in the way, in a form a program can read.</param>
/// <param name="Arguments">Values for the placeholders of the message.</param>
/// <param name="RetryAfter">When it makes sense to try again; becomes the <c>Retry-After</c> header.</param>
public sealed record Error(
    int Status,
    string Title,
    string Code,
    object? Identifier = null,
    object? Details = null,
    IReadOnlyList<object>? Arguments = null,
    TimeSpan? RetryAfter = null
) : IResult, IStatusCodeHttpResult
{
    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>400: the request itself cannot be read.</summary>
    public static Error BadRequest(string code, object? details = null, params object[] arguments) =>
        new(StatusCodes.Status400BadRequest, "Bad Request", code, Details: details, Arguments: arguments);

    /// <summary>400 (or 409 with <paramref name="status"/>): a rule of the business refuses.</summary>
    public static Error BusinessRule(string code, object? details = null, int status = StatusCodes.Status400BadRequest, params object[] arguments) =>
        new(status, "Business Rule Violation", code, Details: details, Arguments: arguments);

    /// <summary>401: who calls is not known.</summary>
    public static Error Unauthorized(string code) => new(StatusCodes.Status401Unauthorized, "Unauthorized", code);

    /// <summary>403: who calls is known and may not.</summary>
    public static Error Forbidden(string code, object? identifier = null) => new(StatusCodes.Status403Forbidden, "Permission Denied", code, identifier);

    /// <summary>404: no such record in the caller's organization.</summary>
    public static Error NotFound(string code, object? identifier = null) => new(StatusCodes.Status404NotFound, "Not Found", code, identifier);

    /// <summary>409: the record changed meanwhile, or something else is in progress.</summary>
    public static Error Conflict(string code, object? identifier = null, object? details = null) =>
        new(StatusCodes.Status409Conflict, "Conflict", code, identifier, details);

    /// <summary>409: a unique value is taken or a related record is missing.</summary>
    public static Error Integrity(string code, object? details = null) => new(StatusCodes.Status409Conflict, "Integrity Error", code, Details: details);

    /// <summary>422: fields do not hold what they should; every bad field at once.</summary>
    public static Error Validation(IReadOnlyList<FieldError> fields) =>
        new(StatusCodes.Status422UnprocessableEntity, "Validation Error", "validation.failed", Details: fields);

    /// <summary>422 with a code of its own.</summary>
    public static Error Unprocessable(string code, object? details = null) =>
        new(StatusCodes.Status422UnprocessableEntity, "Validation Error", code, Details: details);

    /// <summary>429: slow down.</summary>
    public static Error TooManyRequests(string code, TimeSpan retryAfter) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "Too Many Requests",
            code,
            Arguments: [Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture)],
            RetryAfter: retryAfter
        );

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext) => ErrorResponse.WriteAsync(httpContext, this);
}

/// <summary>One bad field of a request.</summary>
/// <param name="Field">Where it is: <c>body.name</c>, <c>query.limit</c>.</param>
/// <param name="Message">A sentence for a person, already in their language.</param>
/// <param name="Type">What kind of fault: <c>missing</c>, <c>string_type</c>, <c>less_than_equal</c>, …</param>
public sealed record FieldError(string Field, string Message, string Type);

/// <summary>
/// Thrown by an entity whose rule was broken by a caller that did not ask first. Becomes the answer <see cref="Error"/>; the transaction is given up.
/// </summary>
public sealed class RuleBrokenException(Error error) : Exception(error.Code)
{
    /// <summary>The answer to give.</summary>
    public Error Error { get; } = error;
}
