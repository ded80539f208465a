using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Photos;

/// <summary>PUT /mobile/properties/{id}/photos/order: the order of all photos of a listing, the first being its cover.</summary>
internal static class OrderPhotos
{
    public sealed record Request([Required, MaxLength(PropertyPhoto.Most)] IReadOnlyList<long> PhotoIds, ClientTime? OccurredAt = null) : IRequestBody
    {
        public static Request Example => new([3, 1, 2]);
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        var (album, refusal) = await PhotoAlbum.OpenAsync(db, id, ifMatch, user, ct);
        if (album is null)
            return refusal!;
        if (!await album.OrderAsync(request.PhotoIds, Moment.Of(user, request.OccurredAt, clock.GetUtcNow()), ct))
            return Errors.Photo.NotTheSame([.. album.Photos.Select(p => p.Id)]);
        await work.CommitAsync(ct);
        return TypedResults.Ok(album.Photos.Select(PropertyPhotoView.Of).ToList());
    }
}
