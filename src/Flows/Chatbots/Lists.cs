using System.Globalization;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

internal static class Lists
{
    /// <summary>One part of a list as a plain array; the total of all of it is in <c>X-Total-Count</c>.</summary>
    public static async Task<IResult> AnswerAsync<T>(this Slice slice, IQueryable<T> list, HttpContext http, CancellationToken ct)
    {
        var total = await list.LongCountAsync(ct);
        List<T> items = slice.Skip < total ? await list.Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct) : [];
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        return new JsonAnswer<List<T>>(items);
    }
}
