using System.Reflection;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Aldrava.Inbox.Listing;

/// <summary><c>?skip=&amp;limit=</c> of the inbox's lists; a parameter of their handlers.</summary>
internal sealed record Slice(int Skip, int Limit) : IEndpointParameterMetadataProvider
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 200;
    private const int MaxSkip = 1_000_000;

    /// <summary>Reads it from a request.</summary>
    /// <exception cref="RuleBrokenException">A value is no number or out of range.</exception>
    public static ValueTask<Slice> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context);
        var slice = new Slice(query.Integer("skip", 0, 0, MaxSkip), query.Integer("limit", DefaultLimit, 1, MaxLimit));
        query.ThrowIfBad();
        return ValueTask.FromResult(slice);
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryParameters(("skip", 0), ("limit", DefaultLimit)));
}
