using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

/// <summary>GET /api/v1/whatsapp: the organization's numbers, oldest first.</summary>
internal static class ListNumbers
{
    internal static async Task<IResult> Handle(Slice slice, InboxDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await db.Numbers.OrderBy(n => n.CreatedAt).ThenBy(n => n.Id).Skip(slice.Skip).Take(slice.Limit).Select(NumberView.Of).ToListAsync(ct));
}

/// <summary>GET /api/v1/whatsapp/{id}: one number.</summary>
internal static class ShowNumber
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.Numbers.Where(n => n.Id == id).Select(NumberView.Of).SingleOrDefaultAsync(ct) is { } number
            ? TypedResults.Ok(number)
            : Errors.Number.NotFound(id);
}
