using Aldrava.Platform.Http;

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
        where T : IRevised => Tagged.Ok(record, record.Revision);

    public static IResult Created<T>(string path, T record)
        where T : IRevised => Tagged.Created($"{path}/{record.Id}", record, record.Revision);
}
