using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Aldrava.Crm.Listing;

internal static class Lists
{
    /// <summary>One page of a list, with the total of all of it.</summary>
    public static async Task<IResult> AnswerAsync<T>(this Page page, IQueryable<T> list, HttpContext http, CancellationToken ct)
    {
        var total = await list.LongCountAsync(ct);
        List<T> items = page.Offset < total ? await list.Skip(page.Offset).Take(page.Limit).ToListAsync(ct) : [];
        return page.Of(items, total, http);
    }

    /// <summary>One page of a list that is read without EF Core.</summary>
    public static async Task<IResult> AnswerAsync<T>(this Page page, SqlList<T> list, NpgsqlDataSource dataSource, HttpContext http, CancellationToken ct)
    {
        var (total, rows) = await list.ReadAsync(dataSource, page.Offset, page.Limit, ct);
        return page.Of(rows, total, http);
    }

    /// <summary>422: the list does not sort by that.</summary>
    public static Error UnknownSort(HttpContext http) => FieldErrors.One(http, "query.sort", "enum");
}
