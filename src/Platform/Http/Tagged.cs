namespace Aldrava.Platform.Http;

/// <summary>Answers with one record, whose version is the <c>ETag</c> that <see cref="IfMatch"/> takes.</summary>
public static class Tagged
{
    /// <summary>200.</summary>
    public static IResult Ok<T>(T record, int version) => new Answer(TypedResults.Ok(record), version, StatusCodes.Status200OK);

    /// <summary>201, with where it is.</summary>
    public static IResult Created<T>(string location, T record, int version) =>
        new Answer(TypedResults.Created(location, record), version, StatusCodes.Status201Created);

    private sealed class Answer(IResult result, int version, int status) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = $"\"{version}\"";
            return result.ExecuteAsync(httpContext);
        }
    }
}
