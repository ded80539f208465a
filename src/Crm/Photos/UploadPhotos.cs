using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Photos;

/// <summary>POST /mobile/properties/{id}/photos/upload: stores the files of a form, without the place where they were taken, and adds them; all or none.</summary>
internal static class UploadPhotos
{
    internal static async Task<IResult> Handle(
        RecordKey id,
        IfMatch ifMatch,
        CurrentUser user,
        HttpContext http,
        CrmDbContext db,
        DbSession session,
        IMediaLibrary library,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await PhotoAlbum.RefusalAsync(db, id, user, ct) is { } notAllowed)
            return notAllowed;
        var intake = await library.TakeAllAsync(http.Request, MediaLimits.Photos, ct);
        if (intake.Error is { } notTaken)
            return notTaken;

        var kept = false;
        try
        {
            await using var work = await session.BeginAsync(ct);
            var (album, refusal) = await PhotoAlbum.OpenAsync(db, id, ifMatch, user, ct);
            if (album is null)
                return refusal!;
            if (
                await album.AddAsync([.. intake.Items.Select(item => (library.LinkOf(item), (string?)null))], Moment.Of(user, clock.GetUtcNow()), ct) is
                { } error
            )
                return error;
            await library.KeepAsync(intake.Items, PropertyPhoto.Purpose, ct);
            await work.CommitAsync(ct);
            kept = true;
            return TypedResults.Ok(AddedPhotos.Of(album, intake.Items.Count));
        }
        finally
        {
            if (!kept)
                await library.GiveUpAsync(intake.Items);
        }
    }
}
