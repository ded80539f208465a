using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Aldrava.Platform.Http;

/// <summary><c>?skip=&amp;limit=</c> of a list (inbox.md). A parameter of list handlers; bad values are 422 on their field.</summary>
public sealed record Slice(int Skip, int Limit) : IEndpointParameterMetadataProvider
{
    private const int MaxLimit = 100;

    /// <summary>Reads the paging of a request.</summary>
    /// <exception cref="RuleBrokenException">A value is no number or out of range.</exception>
    public static ValueTask<Slice> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context);
        var slice = new Slice(query.Integer("skip", 0, 0, int.MaxValue), query.Integer("limit", MaxLimit, 1, MaxLimit));
        query.ThrowIfBad();
        return ValueTask.FromResult(slice);
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryParameters(("skip", 0), ("limit", MaxLimit)));
}
