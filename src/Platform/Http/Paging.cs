using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Aldrava.Platform.Http;

/// <summary>
/// <c>?page=&amp;per_page=</c> or <c>?limit=&amp;offset=</c> of a list (crm.md). A parameter of list handlers; bad values are 422 on their field.
/// </summary>
public sealed record Page(int Offset, int Limit) : IEndpointParameterMetadataProvider
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Reads the paging of a request.</summary>
    /// <exception cref="RuleBrokenException">A value is no number or out of range.</exception>
    public static ValueTask<Page> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context);
        var byOffset = context.Request.Query.ContainsKey("limit") || context.Request.Query.ContainsKey("offset");
        var page = byOffset
            ? new Page(query.Integer("offset", 0, 0, int.MaxValue), query.Integer("limit", DefaultLimit, 1, MaxLimit))
            : ByNumber(query.Integer("page", 1, 1, int.MaxValue), query.Integer("per_page", DefaultLimit, 1, MaxLimit));
        query.ThrowIfBad();
        return ValueTask.FromResult(page);
    }

    private static Page ByNumber(int number, int size) => new((int)Math.Min((number - 1L) * size, int.MaxValue), size);

    /// <summary>Answers an array with <c>X-Total-Count</c> and <c>Link</c> (first, prev, next, last).</summary>
    public IResult Of<T>(IReadOnlyList<T> items, long total, HttpContext http)
    {
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.Link = Links(http, total);
        return new JsonAnswer<IReadOnlyList<T>>(items);
    }

    private string Links(HttpContext http, long total)
    {
        var path = http.Request.PathBase.Add(http.Request.Path).Value;
        var filters = http
            .Request.Query.Where(q => q.Key is not ("page" or "per_page" or "limit" or "offset"))
            .SelectMany(q => q.Value.Select(v => (q.Key, v)));
        var rest = string.Concat(filters.Select(q => $"&{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.v ?? "")}"));
        string Link(long offset, string relation) => $"<{path}?offset={offset}&limit={Limit}{rest}>; rel=\"{relation}\"";

        var links = $"{Link(0, "first")}, {Link(total == 0 ? 0 : (total - 1) / Limit * Limit, "last")}";
        if (Offset > 0)
            links = $"{links}, {Link(Math.Max(0, Offset - Limit), "prev")}";
        return Offset + (long)Limit < total ? $"{links}, {Link(Offset + Limit, "next")}" : links;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryParameters(("page", 1), ("per_page", DefaultLimit), ("limit", DefaultLimit), ("offset", 0)));
}

/// <summary>Integer query parameters an endpoint reads by itself, with their defaults: told to the OpenAPI document.</summary>
/// <param name="Integers">Name and default of each.</param>
public sealed record QueryParameters(params (string Name, int Default)[] Integers);

/// <summary>Text query parameters an endpoint reads by itself: told to the OpenAPI document.</summary>
/// <param name="Texts">Name and meaning of each.</param>
public sealed record TextParameters(params (string Name, string Description)[] Texts);

/// <summary>Reads query parameters and gathers what is wrong with them.</summary>
public sealed class QueryFields(HttpContext http)
{
    private readonly List<FieldError> _bad = [];

    /// <summary>An integer between bounds, or its default when absent.</summary>
    public int Integer(string name, int whenAbsent, int min, int max)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return whenAbsent;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return Bad(name, "int_parsing", whenAbsent);
        if (value < min)
            return Bad(name, "greater_than_equal", whenAbsent, min);
        return value > max ? Bad(name, "less_than_equal", whenAbsent, max) : value;
    }

    /// <summary>Ends the request with 422 when a parameter was bad.</summary>
    /// <exception cref="RuleBrokenException">One was.</exception>
    public void ThrowIfBad()
    {
        if (_bad.Count > 0)
            throw new RuleBrokenException(Error.Validation(_bad));
    }

    private int Bad(string name, string type, int instead, params object[] arguments)
    {
        _bad.Add(FieldErrors.Describe(http, $"query.{name}", type, arguments));
        return instead;
    }
}
