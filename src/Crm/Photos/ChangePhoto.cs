using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Photos;

/// <summary>PATCH /mobile/properties/{id}/photos/{photo_id}: changes a photo's caption (null: none), its place among the others, or both.</summary>
internal static class ChangePhoto
{
    public sealed record Request(
        [StringLength(500)] Optional<string?> Caption = default,
        [Range(0, int.MaxValue)] int? Position = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new("Sala com lareira", 0);
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        [FromRoute(Name = "photo_id")] long photoId,
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
        if (album.Photos.FirstOrDefault(p => p.Id == photoId) is not { } photo)
            return Errors.Photo.NotFound(photoId);
        await album.ChangeAsync(photo, request.Caption, request.Position, Moment.Of(user, request.OccurredAt, clock.GetUtcNow()), ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(PropertyPhotoView.Of(photo));
    }
}
