using System.Globalization;
using System.Reflection;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary><c>?skip=0&amp;limit=100</c> of a list that answers a plain array; the total is in <c>X-Total-Count</c>.</summary>
internal sealed record Slice(int Skip, int Limit) : IEndpointParameterMetadataProvider
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    public static ValueTask<Slice> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context);
        var slice = new Slice(query.Integer("skip", 0, 0, int.MaxValue), query.Integer("limit", DefaultLimit, 1, MaxLimit));
        query.ThrowIfBad();
        return ValueTask.FromResult(slice);
    }

    public async Task<IResult> AnswerAsync<T>(IQueryable<T> list, HttpContext http, CancellationToken ct)
    {
        var total = await list.LongCountAsync(ct);
        List<T> items = Skip < total ? await list.Skip(Skip).Take(Limit).ToListAsync(ct) : [];
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        return new JsonAnswer<List<T>>(items);
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryParameters(("skip", 0), ("limit", DefaultLimit)));
}
