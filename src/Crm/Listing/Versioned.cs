using Aldrava.Platform.Http;

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
        where T : IVersioned => Tagged.Ok(record, record.Version);

    public static IResult Created<T>(string path, T record)
        where T : IVersioned => Tagged.Created($"{path}/{record.Id}", record, record.Version);
}
