using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Photos;

/// <summary>POST /mobile/properties/{id}/photos and /photos/bulk: adds photos that are already in our cloud or store, all of them or none.</summary>
internal static class AddPhotos
{
    public sealed record Request([Required, MinLength(1), MaxLength(PropertyPhoto.Most)] IReadOnlyList<Photo?> Photos, ClientTime? OccurredAt = null)
        : IRequestBody
    {
        public static Request Example =>
            new([new Photo("https://res.cloudinary.com/imoveis-mais/image/upload/v1/crm-plus/mobile-uploads/fachada.jpg", "Fachada", 0)]);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() =>
            (Photos ?? []).Index().Where(p => p.Item is null).Select(p => ($"photos[{p.Index}]", "missing"));
    }

    /// <param name="Url">Of our cloud, or of a file of this organization.</param>
    /// <param name="Caption">What is on it.</param>
    /// <param name="Order">Its place among the photos of this request.</param>
    // An empty address is not a missing one: it is not ours.
    public sealed record Photo(
        [Required(AllowEmptyStrings = true), StringLength(2048)] string Url,
        [StringLength(500)] string? Caption = null,
        int? Order = null
    ) : IRequestBody
    {
        public static Photo Example => Request.Example.Photos[0]!;
    }

    internal static async Task<IResult> Handle(
        RecordKey id,
        Request request,
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
        await using var work = await session.BeginAsync(ct);
        var (album, refusal) = await PhotoAlbum.OpenAsync(db, id, ifMatch, user, ct);
        if (album is null)
            return refusal!;
        // The sort keeps the order of those that name no place, behind those that do.
        var photos = request.Photos.Select((photo, index) => (Photo: photo!, Index: index)).OrderBy(p => p.Photo.Order ?? int.MaxValue).ToList();
        var links = await library.ResolveAsync([.. photos.Select(p => p.Photo.Url)], http.Request.Host.Value, ct);
        if (
            photos.Zip(links).Where(p => p.Second is null).OrderBy(p => p.First.Index).Select(p => p.First).FirstOrDefault() is
            { Photo: { } foreign, Index: var at }
        )
            return Errors.Photo.ForeignUrl(foreign.Url, at);
        if (
            await album.AddAsync([.. photos.Zip(links, (p, link) => (link!, p.Photo.Caption))], Moment.Of(user, request.OccurredAt, clock.GetUtcNow()), ct) is
            { } error
        )
            return error;
        await work.CommitAsync(ct);
        return TypedResults.Ok(AddedPhotos.Of(album, photos.Count));
    }

    internal static Task<IResult> Bulk(
        RecordKey id,
        Request request,
        IfMatch ifMatch,
        CurrentUser user,
        HttpContext http,
        CrmDbContext db,
        DbSession session,
        IMediaLibrary library,
        TimeProvider clock,
        CancellationToken ct
    ) => Handle(id, request, ifMatch, user, http, db, session, library, clock, ct);
}

/// <summary>What was added to a listing.</summary>
internal sealed record AddedPhotos(bool Success, long PropertyId, int PhotosUploaded, int TotalPhotos, IReadOnlyList<string> Urls)
{
    public static AddedPhotos Example =>
        new(Success: true, 12, 1, 4, ["https://res.cloudinary.com/imoveis-mais/image/upload/v1/crm-plus/mobile-uploads/fachada.jpg"]);

    public static AddedPhotos Of(PhotoAlbum album, int added) =>
        new(Success: true, album.PropertyId, added, album.Photos.Count, [.. album.Photos.TakeLast(added).Select(p => p.Url)]);
}
