using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Photos;

/// <summary>DELETE /mobile/properties/{id}/photos/{photo_id}: takes a photo off a listing; its file goes with it unless another listing shows it too.</summary>
internal static class RemovePhoto
{
    internal static async Task<IResult> Handle(
        RecordKey id,
        [FromRoute(Name = "photo_id")] long photoId,
        IfMatch ifMatch,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IMediaLibrary library,
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
        await album.RemoveAsync(photo, Moment.Of(user, clock.GetUtcNow()), ct);
        // Held first: who is adding the same file to another listing has either done so by now, or will find it gone.
        if (photo.MediaName is { } file && await library.HoldAsync(file, PropertyPhoto.Purpose, ct) && !await db.Photos.AnyAsync(p => p.MediaName == file, ct))
            await library.DiscardAsync(file, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
