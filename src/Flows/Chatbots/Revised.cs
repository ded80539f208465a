namespace Aldrava.Flows.Chatbots;

/// <summary>A record as clients see it, with the revision that <c>If-Match</c> takes.</summary>
internal interface IRevised
{
    Guid Id { get; }

    int Revision { get; }
}

/// <summary>Answers with one record: its revision is the <c>ETag</c>.</summary>
internal static class Revised
{
    public static IResult Ok<T>(T record)
        where T : IRevised => new Answer(TypedResults.Ok(record), record.Revision, StatusCodes.Status200OK);

    public static IResult Created<T>(string path, T record)
        where T : IRevised => new Answer(TypedResults.Created($"{path}/{record.Id}", record), record.Revision, StatusCodes.Status201Created);

    private sealed class Answer(IResult result, int revision, int status) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = $"\"{revision}\"";
            return result.ExecuteAsync(httpContext);
        }
    }
}
