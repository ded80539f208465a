namespace Aldrava.Crm.Listing;

/// <summary>A record as clients see it, with the version that <c>If-Match</c> takes.</summary>
internal interface IVersioned
{
    long Id { get; }

    int Version { get; }
}

/// <summary>Answers with one record: its version is the <c>ETag</c>.</summary>
internal static class Versioned
{
    public static IResult Ok<T>(T record)
        where T : IVersioned => new Answer(TypedResults.Ok(record), record.Version, StatusCodes.Status200OK);

    public static IResult Created<T>(string path, T record)
        where T : IVersioned => new Answer(TypedResults.Created($"{path}/{record.Id}", record), record.Version, StatusCodes.Status201Created);

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
